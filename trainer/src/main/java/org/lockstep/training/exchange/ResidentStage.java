package org.lockstep.training.exchange;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.apache.spark.SparkContext;
import org.apache.spark.Success$;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskContext$;
import org.apache.spark.TaskKilled;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.lane.DealtLanes;
import org.lockstep.data.lane.Lane;
import org.lockstep.data.table.JobDescription;
import org.lockstep.optimization.Ranges;
import org.lockstep.training.lane.Assignment;

/**
 * One Spark stage whose tasks keep their lanes and serve commands until they are told to stop.
 *
 * <p>It is a plain stage, not a barrier stage: a barrier stage wants as many partitions in all that
 * it is computed from, which lanes that are cut from chunks do not have, and it would start every
 * task again where one is lost. Here the end of any task ends the stage, and whoever asked goes on
 * without it.
 */
final class ResidentStage implements AutoCloseable {
  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final long GRACE_MILLIS = 10_000;
  private static final String STAGE_PROPERTY = "lockstep.stage";

  private final SparkContext spark;
  private final ResidentHub hub;
  private final String id = UUID.randomUUID().toString();
  private final Thread job;
  private final SparkListener watcher;
  private volatile boolean closing;
  private volatile @Nullable Throwable failure;
  private long sequence;

  /**
   * Starts it.
   *
   * @param description what Spark's UI says of its job, which stands there until the stage ends
   */
  ResidentStage(
      DealtLanes train,
      @Nullable DealtLanes validation,
      Assignment assignment,
      String description) {
    spark = train.lanes().context();
    hub = new ResidentHub(id, train.partitions());
    watcher = new TaskWatcher();
    spark.addSparkListener(watcher);
    Runnable serving = () -> run(train, validation, assignment, description);
    job = new Thread(serving, "lockstep-resident-stage");
    job.setDaemon(true);
    job.start();
  }

  private void run(
      DealtLanes train,
      @Nullable DealtLanes validation,
      Assignment assignment,
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
                lanes -> serve(hubId, assignment, lanes, Collections.emptyIterator()));
      } else {
        JavaRDD<Lane> held = validation.lanes();
        train
            .lanes()
            .zipPartitions(
                held,
                (lanes, heldLanes) -> {
                  serve(hubId, assignment, lanes, heldLanes);
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
      String hubId, Assignment assignment, Iterator<Lane> train, Iterator<Lane> validation) {
    TaskContext context = TaskContext.get();
    ResidentTask task = new ResidentTask(ThreadWorker.of(assignment), train, validation);
    Channel.open(hubId, context.partitionId(), context::isInterrupted)
        .serve(command -> answer(task, command, context));
  }

  /** In the task's context, whoever's thread it is: blocks of lanes are locked in its name. */
  private static Answer answer(ResidentTask task, Command command, TaskContext context) {
    TaskContext own = TaskContext.get();
    if (own == context) {
      return task.answer(command);
    }
    TaskContext$.MODULE$.setTaskContext(context);
    try {
      return task.answer(command);
    } finally {
      TaskContext$.MODULE$.unset();
    }
  }

  /** Sends a command to all tasks. */
  void publish(CommandFactory command) {
    hub.publish(command.numbered(sequence++));
  }

  /**
   * Waits for the answers to the last command.
   *
   * @return one answer a partition
   * @throws StageBrokenException if the stage has lost a task, or found no slots for all of them
   * @throws IllegalStateException if somebody has cancelled its job
   */
  List<Answer> awaitAnswers() throws StageBrokenException {
    try {
      return hub.awaitAnswers(PATIENCE_NANOS);
    } catch (StageBrokenException e) {
      Throwable cause = failure;
      if (cause != null && String.valueOf(cause.getMessage()).contains("cancelled")) {
        throw new IllegalStateException("training was cancelled", cause);
      }
      throw e;
    }
  }

  /** Does element-wise work with the help of tasks of this JVM that wait. */
  void together(int length, Ranges.Work work) {
    hub.together(length, work);
  }

  /** Makes a command with a number. */
  interface CommandFactory {
    Command numbered(long sequence);
  }

  /** Sends the tasks home and waits until Spark has seen them go. */
  @Override
  public void close() {
    closing = true;
    hub.close();
    try {
      job.join(GRACE_MILLIS);
      if (job.isAlive()) {
        spark.cancelJobsWithTag(id); // tasks that wait for a slot cannot be told to go
        job.join(GRACE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      spark.removeSparkListener(watcher);
    }
  }

  /** Notices the loss of a task, whose driver would otherwise wait for its answer. */
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
      if (task.reason() instanceof TaskKilled) {
        hub.leave(task.taskInfo().partitionId()); // Spark sends another, which takes its place
      } else {
        hub.breakDown(task.reason().toString().lines().findFirst().orElse("a task failed"));
      }
    }
  }
}
