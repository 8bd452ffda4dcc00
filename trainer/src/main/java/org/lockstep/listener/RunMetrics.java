package org.lockstep.listener;

import com.codahale.metrics.Counter;
import com.codahale.metrics.DefaultSettableGauge;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.SettableGauge;
import com.codahale.metrics.SlidingWindowReservoir;
import com.codahale.metrics.Timer;
import java.util.concurrent.TimeUnit;
import org.lockstep.model.Metrics;
import org.lockstep.training.IterationResult;
import org.lockstep.training.RunStoppedException;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingPlan;
import org.lockstep.training.TrainingResult;
import org.lockstep.training.checkpoint.EpochResult;
import org.lockstep.training.exchange.ExchangeTiming;

/**
 * Reports a run as metrics of its Spark application, to all sinks that Spark is configured with
 * (Prometheus, JMX, Graphite, files).
 *
 * <pre>
 *   counters   runs.started, runs.finished, runs.stopped, runs.failed, epochs, checkpoints, notices
 *   timers     iterations, and their phases as in {@link PhaseSeconds}: phases.publish, .compute,
 *              .send, .reduce, .update, .validate; their distributions are those of the last 1024
 *   gauges     iteration, progress (share of the iterations planned), loss, epochLoss,
 *              learningRate, checkpointBytes, validation.loss, and the other validation
 *              metrics of the task, such as validation.accuracy
 * </pre>
 *
 * <p>Counters and timers add up over the runs of an application; a gauge holds the last value, NaN
 * before the first.
 */
public final class RunMetrics implements TrainingListener {
  private static final int WINDOW = 1024;

  private final MetricRegistry registry;
  private final Timer iterations;
  private final Timer publish;
  private final Timer compute;
  private final Timer send;
  private final Timer reduce;
  private final Timer update;
  private final Timer validate;
  private final SettableGauge<Double> iteration;
  private final SettableGauge<Double> progress;
  private final SettableGauge<Double> loss;
  private final SettableGauge<Double> learningRate;
  private double planned = Double.NaN;

  /**
   * Creates the listener of one run.
   *
   * @param registry that Spark reports, such as {@link
   *     org.lockstep.training.exchange.LockstepPlugin#metrics}
   */
  public RunMetrics(MetricRegistry registry) {
    this.registry = registry;
    iterations = timer("iterations");
    publish = timer("phases.publish");
    compute = timer("phases.compute");
    send = timer("phases.send");
    reduce = timer("phases.reduce");
    update = timer("phases.update");
    validate = timer("phases.validate");
    iteration = gauge("iteration");
    progress = gauge("progress");
    loss = gauge("loss");
    learningRate = gauge("learningRate");
  }

  @Override
  public void started(TrainingPlan plan) {
    counter("runs.started").inc();
    planned = (double) plan.epochs() * plan.iterationsPerEpoch();
    gauge("checkpointBytes").setValue((double) plan.checkpointBytes());
    moved(plan.iterationsDone());
  }

  @Override
  public void iterationDone(IterationResult result) {
    ExchangeTiming timing = result.timing();
    long exchange = timing.publishNanos() + timing.waitNanos() + timing.reduceNanos();
    took(iterations, result.nanos());
    took(publish, timing.publishNanos());
    took(compute, timing.awaitedComputeNanos());
    took(send, timing.sendNanos());
    took(reduce, timing.reduceNanos());
    took(update, result.nanos() - exchange);
    loss.setValue(result.loss());
    learningRate.setValue(result.learningRate());
    moved(result.iteration());
  }

  @Override
  public void validated(long iteration, Metrics metrics, long nanos) {
    took(validate, nanos);
    metrics.byName().forEach((name, value) -> gauge("validation." + name).setValue(value));
  }

  @Override
  public void epochDone(EpochResult epoch) {
    counter("epochs").inc();
    gauge("epochLoss").setValue(epoch.loss());
  }

  @Override
  public void checkpointWritten(long iteration) {
    counter("checkpoints").inc();
  }

  @Override
  public void noticed(String notice) {
    counter("notices").inc();
  }

  @Override
  public void finished(TrainingResult result) {
    counter("runs.finished").inc();
  }

  @Override
  public void failed(RuntimeException reason) {
    counter(reason instanceof RunStoppedException ? "runs.stopped" : "runs.failed").inc();
  }

  private void moved(long done) {
    iteration.setValue((double) done);
    progress.setValue(done / planned);
  }

  private static void took(Timer timer, long nanos) {
    timer.update(nanos, TimeUnit.NANOSECONDS);
  }

  private Counter counter(String name) {
    return registry.counter(name);
  }

  private Timer timer(String name) {
    return registry.timer(name, () -> new Timer(new SlidingWindowReservoir(WINDOW)));
  }

  private SettableGauge<Double> gauge(String name) {
    return registry.gauge(name, () -> new DefaultSettableGauge<>(Double.NaN));
  }
}
