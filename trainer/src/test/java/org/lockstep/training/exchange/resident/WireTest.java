package org.lockstep.training.exchange.resident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.data.lane.BatchPlan.Batch;
import org.lockstep.training.exchange.task.TaskResult;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.LaneTree.Place;
import org.lockstep.training.lane.LaneTree.Subtree;

class WireTest {
  private static final String HUB = "hub-1";
  private static final float[] VALUES = {1, -0f, Float.NaN};
  private static final byte[] MESSAGE =
      Wire.message(
          new Wire.Message(
              new Wire.Sender(HUB, "9"),
              Wire.Reply.COMMAND,
              17,
              List.of(3, 4),
              new TaskResult(
                  List.of(
                      new Subtree<>(new Place(2, 1), new GradientSum(VALUES.clone(), 0.5, 4)),
                      new Subtree<>(new Place(0, 6), null)),
                  99)));

  private static final byte[] COMMAND =
      Wire.command(Command.gradient(18, VALUES, new Batch(2, 10, 20)));

  /** The lengths in a message: of its partitions, of the subtrees, of the gradient. */
  private static final int PARTITIONS = 1 + 4 + HUB.length() + 4 + 1 + 1 + 8;

  private static final int SUBTREES = PARTITIONS + 4 + 2 * 4 + 8 + 4;

  private static final int GRADIENT = SUBTREES + 4 + 8 + 1 + 20;

  @Test
  void messagesAreDecodedAsTheyWereEncoded() {
    Wire.Message message = Wire.message(MESSAGE);
    assertThat(message.sender()).isEqualTo(new Wire.Sender(HUB, "9"));
    assertThat(message.reply()).isEqualTo(Wire.Reply.COMMAND);
    assertThat(message.partitions()).containsExactly(3, 4);
    assertThat(message.sequence()).isEqualTo(17);
    assertThat(message.result().computeNanos()).isEqualTo(99);
    assertThat(message.result().subtrees()).hasSize(2);
    assertThat(((GradientSum) message.result().subtrees().get(0).sum()).length()).isEqualTo(3);
    assertThat(message.result().subtrees().get(1).sum()).isNull();

    Command command = Wire.command(COMMAND);
    assertThat(command.sequence()).isEqualTo(18);
    assertThat(command.batch()).isEqualTo(new Batch(2, 10, 20));
    assertThat(command.parameters()).containsExactly(VALUES);
    assertThat(Wire.command(Wire.command(Command.STOP))).isSameAs(Command.STOP);
  }

  @Test
  void theBytesOfMessagesAreKnownBeforehand() {
    assertThat(Wire.gradientBytes(VALUES.length)).isEqualTo(COMMAND.length);
    TaskResult result =
        new TaskResult(
            List.of(new Subtree<>(new Place(2, 1), new GradientSum(VALUES.clone(), 0.5, 4))), 99);
    byte[] message =
        Wire.message(
            new Wire.Message(
                new Wire.Sender(HUB, "9"), Wire.Reply.NOTHING, 17, List.of(3, 4), result));
    assertThat(Wire.gradientsBytes(HUB.length() + 1, 2, 1, VALUES.length))
        .isEqualTo(message.length);
  }

  @Test
  void theBytesOfACommandMayBeEncodedInPiecesOfAnySize() {
    for (int size = 1; size <= COMMAND.length + 1; size++) {
      ByteBuffer pieces = ByteBuffer.allocate(COMMAND.length);
      for (int offset = 0; offset < COMMAND.length; offset += size) {
        pieces.put(Wire.piece(Command.gradient(18, VALUES, new Batch(2, 10, 20)), offset, size));
      }
      assertThat(pieces.array()).as("%d bytes each", size).containsExactly(COMMAND);
    }
    assertThat(Wire.piece(Command.STOP, 1_000, 10)).isEmpty();
  }

  private static Arguments forged(
      String name, Function<byte[], Object> reader, byte[] message, int place, int value) {
    byte[] bytes = message.clone();
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(place, value);
    return Arguments.of("%s %d".formatted(name, value), reader, bytes);
  }

  static Stream<Arguments> lengths() {
    List<Arguments> all = new ArrayList<>();
    for (int length : new int[] {Integer.MAX_VALUE, 1 << 30, 1000, -1, Integer.MIN_VALUE}) {
      all.add(forged("hub", Wire::message, MESSAGE, 1, length));
      all.add(forged("executor", Wire::message, MESSAGE, 5 + HUB.length(), length));
      all.add(forged("partitions", Wire::message, MESSAGE, PARTITIONS, length));
      all.add(forged("subtrees", Wire::message, MESSAGE, SUBTREES, length));
      all.add(forged("gradient", Wire::message, MESSAGE, GRADIENT, length));
      all.add(forged("length", Wire::command, COMMAND, 0, length));
      all.add(forged("kind", Wire::command, COMMAND, 12, length));
      all.add(forged("parameters", Wire::command, COMMAND, COMMAND.length - 16, length));
    }
    all.add(forged("first parameter", Wire::message, MESSAGE, GRADIENT - 4, -1));
    all.add(forged("partition", Wire::message, MESSAGE, PARTITIONS + 4, -1));
    all.add(forged("level", Wire::message, MESSAGE, SUBTREES + 4, -1));
    all.add(forged("level", Wire::message, MESSAGE, SUBTREES + 4, 32));
    all.add(forged("index", Wire::message, MESSAGE, SUBTREES + 8, -6));
    all.add(forged("kind of sum", Wire::message, MESSAGE, SUBTREES + 12, 3));
    all.add(forged("kind of sum", Wire::message, MESSAGE, SUBTREES + 12, -1));
    all.add(forged("epoch", Wire::command, COMMAND, 16 + "GRADIENT".length(), -1));
    all.add(forged("batch", Wire::command, COMMAND, 20 + "GRADIENT".length(), 30));
    all.add(forged("kind", Wire::command, COMMAND, 16, 0x41414141));
    return all.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lengths")
  void aLengthBeyondTheMessageIsRefused(
      String name, Function<byte[], Object> reader, byte[] message) {
    assertThatThrownBy(() -> reader.apply(message)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTruncatedOrTooLongMessageIsRefused() {
    for (int length = 0; length < MESSAGE.length + 20; length++) {
      if (length != MESSAGE.length) {
        byte[] message = Arrays.copyOf(MESSAGE, length);
        assertThatThrownBy(() -> Wire.message(message))
            .as("%d bytes", length)
            .isInstanceOf(IllegalArgumentException.class);
      }
      if (length != COMMAND.length) {
        byte[] command = Arrays.copyOf(COMMAND, length);
        assertThatThrownBy(() -> Wire.command(command))
            .as("%d bytes", length)
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void arbitraryBytesAreDecodedOrRefusedWithoutOtherErrors(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] message = (i % 2 == 0 ? MESSAGE : COMMAND).clone();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        message[random.nextInt(message.length)] = (byte) random.nextInt(256);
      }
      try {
        Object read = i % 2 == 0 ? Wire.message(message) : Wire.command(message);
        assertThat(read).isNotNull();
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }
}
