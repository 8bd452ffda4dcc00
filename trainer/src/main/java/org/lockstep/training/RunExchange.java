package org.lockstep.training;

import java.util.function.Consumer;
import org.lockstep.data.lane.TrainingData;
import org.lockstep.optimization.Descent;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.training.exchange.Exchange;
import org.lockstep.training.exchange.JobExchange;
import org.lockstep.training.exchange.ResidentExchange;
import org.lockstep.training.exchange.resident.Protocol;
import org.lockstep.training.exchange.resident.StarProtocol;
import org.lockstep.training.exchange.sharded.ShardedProtocol;
import org.lockstep.training.lane.LaneContext;

/** Creates the exchange of a run. */
final class RunExchange {
  private RunExchange() {}

  /**
   * Creates an exchange.
   *
   * @param kind that was chosen
   * @param descent that does each step on the driver
   * @param notices is notified of what happens to its tasks
   */
  static Exchange of(
      ExchangeKind kind,
      TrainingData data,
      LaneContext context,
      Descent descent,
      Consumer<String> notices) {
    if (kind == ExchangeKind.JOB) {
      return new JobExchange(data.train(), context);
    }
    Protocol protocol =
        kind == ExchangeKind.SHARDED
            ? new ShardedProtocol(descent, context.plan())
            : new StarProtocol(context.plan().lanes());
    return new ResidentExchange(data.train(), data.validation(), context, protocol, notices);
  }
}
