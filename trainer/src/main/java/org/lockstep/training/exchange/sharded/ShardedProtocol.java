package org.lockstep.training.exchange.sharded;

import java.util.ArrayList;
import java.util.List;
import org.lockstep.data.lane.BatchPlan;
import org.lockstep.data.lane.BatchPlan.Batch;
import org.lockstep.optimization.Descent;
import org.lockstep.optimization.optimizer.OptimizerState;
import org.lockstep.training.exchange.resident.Command;
import org.lockstep.training.exchange.resident.Protocol;
import org.lockstep.training.exchange.resident.ResidentStage;
import org.lockstep.training.exchange.resident.ResidentTask;
import org.lockstep.training.exchange.resident.StageBrokenException;
import org.lockstep.training.exchange.resident.StageTask;
import org.lockstep.training.exchange.task.TaskResult;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.MetricSum;

/**
 * The driver's part of the sharded exchange: it gives its state to the executors of a new stage,
 * says what the next step is, and takes the totals of all ranges, with which it does the same step.
 */
public final class ShardedProtocol implements Protocol {
  private final Descent descent;
  private final BatchPlan plan;
  private final Shares shares;
  private float[] validated = {};

  /**
   * Creates the protocol of one run.
   *
   * @param descent that does each step on the driver, after the gradient of its mini-batch
   * @param plan of the mini-batches
   */
  public ShardedProtocol(Descent descent, BatchPlan plan) {
    this.descent = descent;
    this.plan = plan;
    shares = new Shares(descent.parameterCount(), plan, descent.stepSettings());
  }

  /** The others know where they are, so that no other can take the place of one. */
  private record Peers(Shares shares) implements StageTask.Factory {
    @Override
    public StageTask create(ResidentTask lanes, StageTask.Seat seat) {
      return new PeerTask(lanes::compute, Peer.open(seat.stageId(), shares), seat);
    }

    @Override
    public boolean mayReplace() {
      return false;
    }
  }

  @Override
  public StageTask.Factory tasks() {
    return new Peers(shares);
  }

  @Override
  public void begin(Dialogue tasks, float[] parameters) throws StageBrokenException {
    Roster roster = Roster.of(tasks.ask(Command::join));
    tasks.ask(n -> Command.connect(n, roster.addresses()));
    List<String> ports = roster.peers().stream().filter(address -> !address.isEmpty()).toList();
    if (!ports.isEmpty()) {
      tasks.connect(ports);
    }
    OptimizerState state = descent.state().optimizer();
    for (int i = 0; i <= state.vectors().length; i++) {
      float[] vector = i == 0 ? parameters : state.vectors()[i - 1];
      List<Double> numbers = numbers(i, state);
      tasks.ask(n -> Command.load(n, vector, numbers));
    }
  }

  private static List<Double> numbers(int index, OptimizerState state) {
    List<Double> numbers = new ArrayList<>();
    numbers.add((double) index);
    for (double number : state.numbers()) {
      numbers.add(number);
    }
    return numbers;
  }

  @Override
  public ResidentStage.CommandFactory gradient(float[] parameters, Batch batch) {
    double eta = descent.learningRate(plan.iteration(batch));
    return n -> Command.step(n, batch, eta);
  }

  @Override
  public GradientSum gradient(List<TaskResult> results) {
    return TaskResult.total(results, plan.lanes(), GradientSum::add, GradientSum.class);
  }

  @Override
  public ResidentStage.CommandFactory metrics(float[] parameters) {
    validated = parameters;
    return n -> Command.metrics(n, new float[0]);
  }

  @Override
  public MetricSum metrics(List<TaskResult> results) {
    String expected = Replica.fingerprint(validated);
    for (TaskResult result : results) {
      // Of an executor's tasks one speaks for all
      if (!result.text().isEmpty() && !result.text().equals(expected)) {
        throw new IllegalStateException("an executor's parameters are not those of the driver");
      }
    }
    return TaskResult.total(results, plan.lanes(), MetricSum::add, MetricSum.class);
  }
}
