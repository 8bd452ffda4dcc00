package org.lockstep.training.exchange.resident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.SparkEnv;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.data.lane.BatchPlan.Batch;
import org.lockstep.spark.PeerRpc;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.exchange.task.TaskResult;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.LaneTree;

/** Four lanes, a partition each, whose tasks send to the driver by Spark's RPC. */
@Tag("spark")
@Timeout(60)
class CombinerTest {
  private static final int LANES = 4;
  private static final ResidentHub.Slow PATIENT =
      new ResidentHub.Slow(Long.MAX_VALUE, executors -> {});

  private final List<Combiner.Member> members = new ArrayList<>();
  private ResidentHub hub;
  private final List<Wire.Message> uploaded = new ArrayList<>();
  private Uplink uplink = Uplink.NONE;
  private long sequence = -1;

  @BeforeAll
  static void connect() {
    SharedSpark.session();
    HubEndpoint.connect();
  }

  @BeforeEach
  void openHub() {
    open(1);
    publish(1);
  }

  private void open(int parameters) {
    StageShape shape = new StageShape(LANES, LANES, parameters, Pieces.size(SparkEnv.get().conf()));
    hub = new ResidentHub("combined-" + System.nanoTime(), shape);
  }

  @AfterEach
  void close() {
    hub.close();
    members.forEach(Combiner.Member::close);
  }

  private void publish(int parameters) {
    sequence++;
    hub.publish(Command.gradient(sequence, new float[parameters], new Batch(0, 0, 4)));
  }

  private Combiner.Member join(int partition) {
    Combiner.Member member = Combiner.join(hub.id(), partition, LANES, uplink);
    members.add(member);
    return member;
  }

  private Command next(Combiner.Member member) {
    return member.next(sequence - 1, () -> false);
  }

  /** The task of that partition has the sum 1, 10, 100 or 1,000. */
  private void complete(Combiner.Member member, int partition) {
    LaneTree<GradientSum> tree = new LaneTree<>(LANES, GradientSum::add);
    float[] gradient = {(float) Math.round(StrictMath.pow(10, partition))};
    tree.addLane(partition, new GradientSum(gradient, 0, 1));
    member.complete(next(member), new TaskResult(tree.subtrees(), 5));
  }

  private List<TaskResult> results() throws StageBrokenException {
    return hub.awaitResults(Long.MAX_VALUE, PATIENT);
  }

  /** Delivers messages as the driver receives them, and hears of it. */
  private boolean upload(Wire.Message message, PeerRpc.Outcome outcome) {
    uploaded.add(message);
    HubEndpoint.receive(Wire.message(message));
    outcome.taken().run();
    return true;
  }

  private static float total(List<TaskResult> results) {
    LaneTree<GradientSum> tree = new LaneTree<>(LANES, GradientSum::add);
    results.forEach(result -> result.addTo(tree, GradientSum.class));
    return tree.total().mean()[0] * 4;
  }

  @Test
  void theTasksOfAnExecutorReceiveOneCommandAndSendOneMessage() throws StageBrokenException {
    for (int p = 0; p < LANES; p++) {
      join(p);
    }
    Command command = next(members.get(0));
    for (int p = 0; p < LANES; p++) {
      assertThat(next(members.get(p))).isSameAs(command);
      complete(members.get(p), p);
    }

    assertThat(results()).singleElement().satisfies(r -> assertThat(r.subtrees()).hasSize(1));
    assertThat(total(results())).isEqualTo(1_111);
  }

  @Test
  void aTaskThatJoinsLateTakesTheCommandThatIsThereAndSpeaksForItselfOnce()
      throws StageBrokenException {
    for (int p = 0; p < 3; p++) {
      join(p);
    }
    for (int p = 0; p < 3; p++) {
      complete(members.get(p), p);
    }
    complete(join(3), 3);
    assertThat(total(results())).isEqualTo(1_111);

    publish(1);
    for (int p = 0; p < LANES; p++) {
      complete(members.get(p), p);
    }
    assertThat(total(results())).isEqualTo(1_111);
  }

  @Test
  void theOthersDoNotWaitForATaskThatHasLeftAndItsSuccessorIsTaken() throws StageBrokenException {
    for (int p = 0; p < LANES; p++) {
      join(p);
    }
    for (int p = 0; p < 3; p++) {
      complete(members.get(p), p);
    }
    members.remove(3).close();

    complete(join(3), 3);

    assertThat(total(results())).isEqualTo(1_111);
  }

  @Test
  void aSecondResultOfAPartitionIsNotAdded() throws StageBrokenException {
    for (int p = 0; p < LANES; p++) {
      join(p);
    }
    Combiner.Member twin = join(2);
    for (int p = 0; p < LANES; p++) {
      complete(members.get(p), p);
    }
    complete(twin, 2);

    assertThat(total(results())).isEqualTo(1_111);
  }

  @Test
  void aGradientGoesByTheUplinkAndTheNextCommandComesByRpc() throws StageBrokenException {
    uplink = this::upload;
    for (int p = 0; p < LANES; p++) {
      join(p);
    }
    for (int iteration = 1; iteration <= 3; iteration++) {
      for (int p = 0; p < LANES; p++) {
        complete(members.get(p), p);
      }
      assertThat(total(results())).isEqualTo(1_111);
      assertThat(uploaded).hasSize(iteration);
      publish(1);
    }
  }

  @Test
  void aGradientThatIsLostOnItsWayFailsTheTasks() {
    uplink =
        (message, outcome) -> {
          outcome.failed().accept(new IOException("the connection is closed"));
          return true;
        };
    join(0);
    Command command = next(members.get(0));

    complete(members.get(0), 0);

    assertThatThrownBy(() -> members.get(0).next(command.sequence(), () -> false))
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("the connection is closed");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLongGradientIsAddedUpRangeByRange(boolean byUplink) throws StageBrokenException {
    if (byUplink) {
      uplink = this::upload;
    }
    addsUpALongGradient();
    assertThat(uploaded.size() > LANES).isEqualTo(byUplink);
  }

  /** One of two messages has two subtrees, another lane has no examples. */
  private void addsUpALongGradient() throws StageBrokenException {
    int parameters = 700_001;
    hub.close();
    open(parameters);
    publish(parameters);
    for (int p = 0; p < 3; p++) {
      join(p);
    }
    float[] expected = new float[parameters];
    LaneTree<GradientSum> whole = new LaneTree<>(LANES, GradientSum::add);
    for (int p = 0; p < LANES; p++) {
      Combiner.Member member = p < 3 ? members.get(members.size() - 3 + p) : join(p);
      float[] gradient = new float[parameters];
      for (int i = 0; i < parameters; i++) {
        gradient[i] = (i % 1_000 + 1) / (p + 3f);
      }
      GradientSum sum = p == 1 ? null : new GradientSum(gradient, p, 1);
      whole.addLane(p, sum == null ? null : sum.copy());
      LaneTree<GradientSum> tree = new LaneTree<>(LANES, GradientSum::add);
      tree.addLane(p, sum);
      member.complete(next(member), new TaskResult(tree.subtrees(), 5));
    }
    whole.total().copyTo(expected);

    List<TaskResult> results = results();

    GradientSum sum = TaskResult.total(results, LANES, GradientSum::add, GradientSum.class);
    float[] gradient = new float[parameters];
    sum.copyTo(gradient);
    assertThat(gradient).isEqualTo(expected); // containsExactly takes minutes
    assertThat(sum.loss()).isEqualTo(5);
    assertThat(sum.weight()).isEqualTo(3);
  }

  @Test
  void allTasksStopWithTheStage() {
    join(0);
    join(1);
    next(members.get(0));

    hub.close();
    complete(members.get(0), 0);
    complete(members.get(1), 1);

    assertThat(members)
        .allSatisfy(
            member -> assertThat(member.next(sequence, () -> false)).isSameAs(Command.STOP));
  }

  @Test
  void anExecutorWhoseAnswerTakesLongShowsSignsOfLife() {
    for (int p = 0; p < 3; p++) {
      join(p);
    }
    complete(members.get(0), 0);
    Wire.Sender silent = new Wire.Sender(hub.id(), "7");
    ResidentHub.receive(
        Wire.message(new Wire.Message(silent, Wire.Reply.COMMAND, -1, List.of(3), TaskResult.NONE)),
        reply -> {});
    List<Set<String>> told = new ArrayList<>();
    ResidentHub.Slow slow =
        new ResidentHub.Slow(
            5 * Combiner.SIGNS_OF_LIFE_MILLIS / 2 * 1_000_000,
            executors -> {
              told.add(executors);
              new Thread(() -> hub.breakDown("the end of this test")).start();
            });

    assertThatThrownBy(() -> hub.awaitResults(Long.MAX_VALUE, slow))
        .hasMessage("the end of this test");

    assertThat(told).containsExactly(Set.of("7"));
  }

  @Test
  void aRefusedMessageFailsTheTasks() {
    Combiner.Member stranger = join(LANES + 3);

    assertThatThrownBy(() -> stranger.next(sequence, () -> false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the driver does not answer");
  }
}
