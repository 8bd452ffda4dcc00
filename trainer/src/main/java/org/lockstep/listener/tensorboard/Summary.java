package org.lockstep.listener.tensorboard;

/** Numbers and histograms of one step, each under a tag: TensorFlow's message of that name. */
final class Summary {
  private static final int VALUE = 1;
  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;
  private static final int HISTOGRAM = 5;

  private final ProtobufMessage message = new ProtobufMessage();

  /** Adds a number; TensorBoard keeps 32 bits of it. */
  Summary number(String tag, double value) {
    message.message(
        VALUE, new ProtobufMessage().text(TAG, tag).number(SIMPLE_VALUE, (float) value));
    return this;
  }

  /** Adds the histogram of elements {@code from} to {@code to - 1}. */
  Summary histogram(String tag, float[] values, int from, int to) {
    message.message(
        VALUE,
        new ProtobufMessage().text(TAG, tag).message(HISTOGRAM, Histogram.of(values, from, to)));
    return this;
  }

  ProtobufMessage toMessage() {
    return message;
  }
}
