package org.lockstep.training.exchange.resident;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.Success$;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilled;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.lane.DealtLanes;
import org.lockstep.data.lane.Lane;
import org.lockstep.data.table.JobDescription;
import org.lockstep.spark.ExecutorList;
import org.lockstep.spark.ExecutorList.Executor;
import org.lockstep.training.exchange.task.TaskResult;
import org.lockstep.training.exchange.task.ThreadWorker;
import org.lockstep.training.lane.LaneContext;

/**
 * A Spark stage whose tasks hold their lanes and serve commands until they are stopped. The failure
 * of any task ends the stage. Why it is not a barrier stage: see the package.
 */
public final class ResidentStage implements AutoCloseable {
  private static final long JOIN_TIMEOUT_NANOS = 60_000_000_000L;
  private static final long GRACE_MILLIS = 10_000;

  /** A stage that has lost a task waits for a slot for another, and does not end by itself. */
  private static final long BROKEN_GRACE_MILLIS = 1_000;

  /** The word by which Spark says that a job was ended on request. */
  private static final String CANCELLED = "cancelled";

  private static final String STAGE_PROPERTY = "lockstep.stage";

  private final SparkContext spark;
  private final ResidentHub hub;
  private final String id = UUID.randomUUID().toString();
  private final Thread job;
  private final SparkListener watcher;
  private final boolean mayReplace;
  private volatile boolean closing;
  private volatile @Nullable Throwable failure;
  private @Nullable Uplinks uplinks;
  private boolean isBroken;
  private long sequence;

  /**
   * Starts the stage.
   *
   * @param tasks creates what computes the results of commands
   * @param description of its job in Spark's UI
   */
  public ResidentStage(
      DealtLanes train,
      @Nullable DealtLanes validation,
      LaneContext laneContext,
      StageTask.Factory tasks,
      String description) {
    mayReplace = tasks.mayReplace();
    spark = train.lanes().context();
    hub =
        new ResidentHub(
            id,
            new StageShape(
                train.partitions(),
                laneContext.plan().lanes(),
                laneContext.topology().parameterCount(),
                Pieces.size(spark.conf())));
    watcher = new TaskWatcher();
    spark.addSparkListener(watcher);
    Runnable serving = () -> run(train, validation, laneContext, tasks, description);
    job = new Thread(serving, "lockstep-resident-stage");
    job.setDaemon(true);
    job.start();
  }

  private void run(
      DealtLanes train,
      @Nullable DealtLanes validation,
      LaneContext laneContext,
      StageTask.Factory tasks,
      String description) {
    JobDescription.put(spark, description);
    spark.setLocalProperty(STAGE_PROPERTY, id);
    spark.addJobTag(id);
    String hubId = id;
    try {
      if (validation == null) {
        train
            .lanes()
            .foreachPartition(
                lanes -> serve(hubId, laneContext, tasks, lanes, Collections.emptyIterator()));
      } else {
        JavaRDD<Lane> held = validation.lanes();
        train
            .lanes()
            .zipPartitions(
                held,
                (lanes, heldLanes) -> {
                  serve(hubId, laneContext, tasks, lanes, heldLanes);
                  return Collections.<Lane>emptyIterator();
                })
            .count();
      }
      if (!closing) {
        hub.breakDown("its tasks have ended");
      }
    } catch (Exception e) { // Spark throws checked exceptions without declaring them
      failure = e;
      hub.breakDown(String.valueOf(e.getMessage()).lines().findFirst().orElse("its job failed"));
    }
  }

  private static void serve(
      String hubId,
      LaneContext laneContext,
      StageTask.Factory tasks,
      Iterator<Lane> train,
      Iterator<Lane> validation) {
    TaskContext context = TaskContext.get();
    ResidentTask own = new ResidentTask(ThreadWorker.of(laneContext), train, validation);
    StageTask.Seat seat = new StageTask.Seat(hubId, context.partitionId(), context::isInterrupted);
    try (StageTask task = tasks.create(own, seat)) {
      Channel.open(hubId, seat.partition(), laneContext.plan().lanes(), seat.cancelled())
          .serve(task::compute, task.uplink());
    }
  }

  /**
   * Gives the executors connections by which they send long results.
   *
   * @param addresses of their ports
   */
  public void connect(List<String> addresses) {
    uplinks = new Uplinks(id, addresses);
  }

  /** Sends a command to all tasks. */
  public void publish(CommandFactory command) {
    hub.publish(command.numbered(sequence++));
  }

  /**
   * Waits for the results of the last command.
   *
   * @param slowNanos after which time it is said that an executor has not answered
   * @param notices takes that, in a line
   * @return the results, each of one partition or more
   * @throws StageBrokenException if the stage has lost a task, or lacks slots for all of them
   * @throws IllegalStateException if its job was cancelled
   */
  public List<TaskResult> awaitResults(long slowNanos, Consumer<String> notices)
      throws StageBrokenException {
    Consumer<Set<String>> told =
        executors -> {
          if (!executors.isEmpty()) {
            notices.accept(
                "%s not answered for %d s".formatted(have(executors), slowNanos / 1_000_000_000));
          }
        };
    try {
      return hub.awaitResults(JOIN_TIMEOUT_NANOS, new ResidentHub.Slow(slowNanos, told));
    } catch (StageBrokenException e) {
      isBroken = true;
      Throwable cause = failure;
      if (cause != null && String.valueOf(cause.getMessage()).contains(CANCELLED)) {
        throw new IllegalStateException("training was cancelled", cause);
      }
      throw e;
    }
  }

  /** Such as {@code executor 2 on host-b has}. */
  private String have(Set<String> executors) {
    List<String> names =
        executors.stream()
            .map(id -> ExecutorList.find(spark, id).map(Executor::name).orElse("executor " + id))
            .toList();
    int others = names.size() - 1;
    return switch (others) {
      case 0 -> names.get(0) + " has";
      case 1 -> "%s and %s have".formatted(names.get(0), names.get(1));
      default -> "%s and %d others have".formatted(names.get(0), others);
    };
  }

  /** Creates a command with a number. */
  public interface CommandFactory {
    Command numbered(long sequence);
  }

  /** Stops the tasks and waits until Spark has ended the job. */
  @Override
  public void close() {
    closing = true;
    hub.close();
    try {
      job.join(isBroken ? BROKEN_GRACE_MILLIS : GRACE_MILLIS);
      if (job.isAlive()) {
        spark.cancelJobsWithTag(id); // tasks that wait for a slot receive no command
        job.join(GRACE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      spark.removeSparkListener(watcher);
      if (uplinks != null) {
        uplinks.close();
      }
    }
  }

  /** Whether a task was killed because its job was cancelled. */
  private static boolean isOfJob(TaskKilled killed) {
    return killed.reason().contains(CANCELLED);
  }

  /** Ends the wait for results when a task is lost. */
  private final class TaskWatcher extends SparkListener {
    private volatile int stageId = -1;

    @Override
    public void onStageSubmitted(SparkListenerStageSubmitted stage) {
      if (id.equals(stage.properties().getProperty(STAGE_PROPERTY))) {
        stageId = stage.stageInfo().stageId();
      }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd task) {
      if (closing || task.stageId() != stageId || task.reason() == Success$.MODULE$) {
        return;
      }
      if (task.reason() instanceof TaskKilled killed && (mayReplace || isOfJob(killed))) {
        // Spark starts another in its place, or ends the job, which says why
        hub.leave(task.taskInfo().partitionId());
      } else {
        hub.breakDown(task.reason().toString().lines().findFirst().orElse("a task failed"));
      }
    }
  }
}
