package org.lockstep.training.exchange.resident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.data.lane.BatchPlan.Batch;
import org.lockstep.training.exchange.task.TaskResult;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.LaneTree.Place;
import org.lockstep.training.lane.LaneTree.Subtree;
import org.lockstep.training.lane.MetricSum;

class ResidentHubTest {
  private static final int PARAMETERS = 3;
  private static final int PIECE_BYTES = 100;

  private static final ResidentHub.Slow PATIENT =
      new ResidentHub.Slow(Long.MAX_VALUE, executors -> {});

  private final List<byte[]> replies = new ArrayList<>();
  private ResidentHub hub;

  @BeforeEach
  void publish() {
    hub = new ResidentHub("hub", new StageShape(2, 2, PARAMETERS, PIECE_BYTES));
    hub.publish(Command.gradient(0, new float[PARAMETERS], new Batch(0, 0, 4)));
  }

  @AfterEach
  void close() {
    hub.close();
  }

  private void receive(int partition, Object sum) {
    ResidentHub.receive(message(partition, List.of(partition), sum), replies::add);
  }

  private static byte[] message(int executor, List<Integer> partitions, Object sum) {
    return message(executor, true, partitions, sum);
  }

  private static byte[] message(
      int executor, boolean wantsCommand, List<Integer> partitions, Object sum) {
    Place place = new Place(partitions.size() - 1, partitions.get(0));
    return Wire.message(
        new Wire.Message(
            new Wire.Sender("hub", String.valueOf(executor)),
            wantsCommand ? Wire.Reply.COMMAND : Wire.Reply.NOTHING,
            0,
            partitions,
            new TaskResult(List.of(new Subtree<>(place, sum)), 5)));
  }

  private static double weight(List<TaskResult> results) {
    return ((GradientSum) results.get(0).subtrees().get(0).sum()).weight();
  }

  private static GradientSum gradient(int length) {
    return new GradientSum(new float[length], 0.5, 2);
  }

  @Test
  void theWaitEndsWithTheResultsOfAllPartitions() throws StageBrokenException {
    receive(0, gradient(PARAMETERS));
    receive(1, gradient(PARAMETERS));

    assertThat(hub.awaitResults(Long.MAX_VALUE, PATIENT)).hasSize(1); // added up
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4, 1000})
  void aGradientOfAnotherLengthIsRefusedAndNotAdded(int length) throws StageBrokenException {
    receive(0, gradient(PARAMETERS));

    assertThatThrownBy(() -> receive(1, gradient(length)))
        .isInstanceOf(IllegalArgumentException.class);

    receive(1, gradient(PARAMETERS));
    assertThat(weight(hub.awaitResults(Long.MAX_VALUE, PATIENT))).isEqualTo(4);
  }

  /** One executor sends all parameters at once, the other has no examples. */
  @Test
  void sumsOfAllParametersAreCutWhereOthersMaySendRanges() throws StageBrokenException {
    hub.close();
    hub = new ResidentHub("hub", new StageShape(2, 2, 1_000, PIECE_BYTES));
    hub.publish(Command.gradient(0, new float[1_000], new Batch(0, 0, 4)));
    float[] gradient = new float[1_000];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = i;
    }
    receive(0, new GradientSum(gradient.clone(), 0.5, 1));
    receive(1, null);

    List<TaskResult> results = hub.awaitResults(Long.MAX_VALUE, PATIENT);

    assertThat(((GradientSum) results.get(0).subtrees().get(0).sum()).mean()).isEqualTo(gradient);
  }

  @Test
  void metricsAreRefusedAsTheResultOfAGradientCommand() {
    byte[] metrics = metrics();
    assertThatThrownBy(() -> ResidentHub.receive(metrics, replies::add))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** As {@link MetricSum} writes itself: of no outputs. */
  private static byte[] metrics() {
    MetricSum sum = MetricSum.readFrom(java.nio.ByteBuffer.allocate(37));
    return message(0, List.of(0), sum);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 1 << 20, Integer.MAX_VALUE})
  void anUnknownPartitionIsRefused(int partition) {
    assertThatThrownBy(() -> receive(partition, gradient(PARAMETERS)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(replies).isEmpty();
  }

  @Test
  void oneMessageHoldsTheResultOfAllTasksOfAnExecutor() throws StageBrokenException {
    ResidentHub.receive(message(0, List.of(0, 1), gradient(PARAMETERS)), replies::add);

    assertThat(hub.awaitResults(Long.MAX_VALUE, PATIENT)).hasSize(1);
  }

  @Test
  void anExecutorReceivesTheNextCommandOnceAndOtherMessagesAreAnsweredAtOnce() {
    ResidentHub.receive(message(0, true, List.of(0), gradient(PARAMETERS)), replies::add);
    ResidentHub.receive(message(0, false, List.of(1), gradient(PARAMETERS)), replies::add);
    assertThat(replies).singleElement().satisfies(reply -> assertThat(reply).isEmpty());

    hub.publish(Command.gradient(1, new float[PARAMETERS], new Batch(0, 4, 8)));

    assertThat(replies).hasSize(2);
    assertThat(Wire.command(replies.get(1)).sequence()).isEqualTo(1);
  }

  @Test
  void aRepeatedResultIsIgnoredAndOneThatOverlapsBreaksTheStage() {
    receive(0, gradient(PARAMETERS));
    receive(0, gradient(PARAMETERS));

    ResidentHub.receive(message(1, List.of(0, 1), gradient(PARAMETERS)), replies::add);

    assertThatThrownBy(() -> hub.awaitResults(Long.MAX_VALUE, PATIENT))
        .isInstanceOf(StageBrokenException.class)
        .hasMessage("a task was started again after its result was added");
  }

  @Test
  void theExecutorsThatHaveNotAnsweredAreToldOnce() {
    receive(0, gradient(PARAMETERS));
    join("7", 1);

    assertThat(toldOfSlowExecutors()).containsExactly(Set.of("7"));
  }

  @Test
  void ofTheExecutorsThatHaveNotAnsweredThoseThatAreSilentAreTold() {
    join("7", 0);
    join("8", 1);
    showSignOfLife("8");

    assertThat(toldOfSlowExecutors()).containsExactly(Set.of("7"));
  }

  @Test
  void ifAllExecutorsThatHaveNotAnsweredShowSignsOfLifeAllAreTold() {
    join("7", 0);
    join("8", 1);
    showSignOfLife("7");
    showSignOfLife("8");

    assertThat(toldOfSlowExecutors()).containsExactly(Set.of("7", "8"));
  }

  private void join(String executor, int partition) {
    Wire.Sender sender = new Wire.Sender("hub", executor);
    ResidentHub.receive(
        Wire.message(
            new Wire.Message(sender, Wire.Reply.COMMAND, -1, List.of(partition), TaskResult.NONE)),
        replies::add);
  }

  private static void showSignOfLife(String executor) {
    ResidentHub.receive(
        Pieces.alive(new Wire.Sender("hub", executor)), reply -> assertThat(reply).isEmpty());
  }

  private List<Set<String>> toldOfSlowExecutors() {
    List<Set<String>> told = new ArrayList<>();
    ResidentHub.Slow slow =
        new ResidentHub.Slow(
            1_000_000,
            executors -> {
              told.add(executors);
              new Thread(() -> hub.breakDown("the end of this test")).start();
            });

    assertThatThrownBy(() -> hub.awaitResults(Long.MAX_VALUE, slow))
        .hasMessage("the end of this test");

    return told;
  }

  @Test
  void aLongMessageAndALongCommandGoInPieces() throws StageBrokenException {
    hub.publish(Command.join(1));
    Wire.Sender sender = new Wire.Sender("hub", "0");
    TaskResult result = new TaskResult(List.of(), 5, "where it is ".repeat(300));
    byte[] message =
        Wire.message(new Wire.Message(sender, Wire.Reply.COMMAND, 1, List.of(0, 1), result));
    List<Integer> offsets = new ArrayList<>();
    for (int offset = 0; offset < message.length; offset += PIECE_BYTES) {
      offsets.add(offset);
    }
    Collections.reverse(offsets);
    for (int offset : offsets) {
      int count = Math.min(PIECE_BYTES, message.length - offset);
      byte[] piece = Pieces.Piece.encode(sender, message, offset, count);
      ResidentHub.receive(piece, reply -> assertThat(reply).isEmpty());
    }
    ResidentHub.receive(Pieces.sent(sender), replies::add);
    assertThat(hub.awaitResults(Long.MAX_VALUE, PATIENT)).hasSize(1);

    float[] theta = new float[1_000];
    theta[999] = 7;
    hub.publish(Command.gradient(2, theta, new Batch(0, 8, 12)));

    byte[] command = new byte[4 * 1_000 + 100];
    int length = 0;
    for (byte[] piece = replies.get(0); piece.length > 0; ) {
      assertThat(piece.length).isLessThanOrEqualTo(PIECE_BYTES);
      System.arraycopy(piece, 0, command, length, piece.length);
      length += piece.length;
      List<byte[]> next = new ArrayList<>();
      ResidentHub.receive(new Pieces.Fetch(sender, 2, length).encode(), next::add);
      piece = next.get(0);
    }
    assertThat(Wire.command(Arrays.copyOf(command, length)).parameters()).containsExactly(theta);
  }

  @Test
  void aMessageWithMissingOrImpossiblePiecesIsRefused() {
    Wire.Sender sender = new Wire.Sender("hub", "0");
    byte[] message = new byte[3 * PIECE_BYTES];
    assertThatThrownBy(() -> ResidentHub.receive(Pieces.sent(sender), replies::add))
        .isInstanceOf(IllegalArgumentException.class);
    ResidentHub.receive(Pieces.Piece.encode(sender, message, 0, PIECE_BYTES), reply -> {});
    assertThatThrownBy(() -> ResidentHub.receive(Pieces.sent(sender), replies::add))
        .isInstanceOf(IllegalArgumentException.class);

    byte[] beyond = Pieces.Piece.encode(sender, message, 0, PIECE_BYTES);
    int offset = beyond.length - PIECE_BYTES - Integer.BYTES;
    Wire.buffer(beyond).putInt(offset, message.length - 1);
    assertThatThrownBy(() -> ResidentHub.receive(beyond, replies::add))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(replies).isEmpty();
  }

  @Test
  void aTaskOfAClosedStageIsStopped() {
    hub.close();

    receive(0, gradient(PARAMETERS));

    assertThat(replies)
        .singleElement()
        .satisfies(r -> assertThat(Wire.command(r)).isSameAs(Command.STOP));
  }
}
