package org.lockstep.training.exchange.resident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
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

  private final List<byte[]> replies = new ArrayList<>();
  private ResidentHub hub;

  @BeforeEach
  void publish() {
    hub = new ResidentHub("hub", 2);
    hub.publish(Command.gradient(0, new float[PARAMETERS], new Batch(0, 0, 4)));
  }

  @AfterEach
  void close() {
    hub.close();
  }

  private void receive(int partition, Object sum) {
    TaskResult result = new TaskResult(List.of(new Subtree<>(new Place(0, partition), sum)), 5);
    byte[] bytes = Wire.message("hub", partition, 0, result);
    ResidentHub.receive(Wire.message(bytes), replies::add);
  }

  private static GradientSum gradient(int length) {
    return new GradientSum(new float[length], 0.5, 2);
  }

  @Test
  void theWaitEndsWithTheResultsOfAllPartitions() throws StageBrokenException {
    receive(0, gradient(PARAMETERS));
    receive(1, gradient(PARAMETERS));

    assertThat(hub.awaitResults(Long.MAX_VALUE)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4, 1000})
  void aGradientOfAnotherLengthIsRefusedAndNotAdded(int length) throws StageBrokenException {
    receive(0, gradient(PARAMETERS));

    assertThatThrownBy(() -> receive(1, gradient(length)))
        .isInstanceOf(IllegalArgumentException.class);

    receive(1, gradient(PARAMETERS));
    assertThat(hub.awaitResults(Long.MAX_VALUE)).hasSize(2);
  }

  @Test
  void metricsAreRefusedAsTheResultOfAGradientCommand() {
    byte[] metrics = metrics();
    assertThatThrownBy(() -> ResidentHub.receive(Wire.message(metrics), replies::add))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** As {@link MetricSum} writes itself: of no outputs. */
  private static byte[] metrics() {
    MetricSum sum = MetricSum.readFrom(java.nio.ByteBuffer.allocate(37));
    return Wire.message(
        "hub", 0, 0, new TaskResult(List.of(new Subtree<>(new Place(0, 0), sum)), 5));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 1 << 20, Integer.MAX_VALUE})
  void anUnknownPartitionIsRefused(int partition) {
    assertThatThrownBy(() -> receive(partition, gradient(PARAMETERS)))
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
