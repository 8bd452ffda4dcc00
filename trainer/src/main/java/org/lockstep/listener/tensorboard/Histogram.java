package org.lockstep.listener.tensorboard;

/**
 * How many values fall into each of 30 buckets of the same width between the least and the
 * greatest; one bucket if all are the same. TensorBoard's own summaries count so too.
 */
final class Histogram {
  private static final int BUCKETS = 30;

  private static final int MIN = 1;
  private static final int MAX = 2;
  private static final int COUNT = 3;
  private static final int SUM = 4;
  private static final int SUM_OF_SQUARES = 5;
  private static final int UPPER_LIMITS = 6;
  private static final int COUNTS = 7;

  private Histogram() {}

  /** The message HistogramProto of elements {@code from} to {@code to - 1}, one or more. */
  static ProtobufMessage of(float[] values, int from, int to) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double sum = 0;
    double sumOfSquares = 0;
    for (int i = from; i < to; i++) {
      double value = values[i];
      min = Math.min(min, value);
      max = Math.max(max, value);
      sum += value;
      sumOfSquares += value * value;
    }
    int buckets = min == max ? 1 : BUCKETS;
    double width = (max - min) / buckets;
    double[] counts = new double[buckets];
    for (int i = from; i < to; i++) {
      // the greatest value belongs to the last bucket; 0 / 0 becomes 0
      counts[Math.min(buckets - 1, (int) ((values[i] - min) / width))]++;
    }
    double[] limits = new double[buckets];
    for (int b = 0; b < buckets; b++) {
      limits[b] = b == buckets - 1 ? max : min + (b + 1) * width;
    }
    return new ProtobufMessage()
        .number(MIN, min)
        .number(MAX, max)
        .number(COUNT, (double) (to - from))
        .number(SUM, sum)
        .number(SUM_OF_SQUARES, sumOfSquares)
        .numbers(UPPER_LIMITS, limits)
        .numbers(COUNTS, counts);
  }
}
