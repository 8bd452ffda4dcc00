package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.PrivilegedExceptionAction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.FileFault;
import org.lockstep.UserException;
import org.lockstep.encoding.Task;
import org.lockstep.listener.HistoryFiles;
import org.lockstep.listener.HistoryRecorder;
import org.lockstep.listener.HistoryRow;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.run.RunFolder;
import org.lockstep.settings.CheckpointSettings;
import org.lockstep.settings.RunSettings;
import org.lockstep.support.Blobs;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.IterationResult;
import org.lockstep.training.RunStoppedException;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingListener;

/** Runs that are kept on HDFS: a name node and data nodes of this machine. */
@Tag("spark")
class HdfsTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final int BLOCK = 1 << 16;

  @TempDir private static Path folder;
  private static MiniDFSCluster hdfs;
  private static Runs runs;
  private static String undisturbed;

  @BeforeAll
  static void start() throws IOException {
    Configuration conf = new Configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
    conf.setInt("dfs.namenode.fs-limits.min-block-size", BLOCK);
    hdfs = new MiniDFSCluster.Builder(conf).numDataNodes(2).build();
    hdfs.waitActive();
    // A quota counts whole blocks for a file that is being written.
    SPARK.sparkContext().hadoopConfiguration().setInt("dfs.blocksize", BLOCK);
    SPARK.sparkContext().hadoopConfiguration().setInt("dfs.replication", 1);
    String table = folder.resolve("table").toString();
    Blobs.table(SPARK, 300).write().parquet(table);
    runs = Runs.classification(table).withPartitions(2).withEpochs(4);
    undisturbed = train(settings(folder.resolve("here").toString()));
  }

  @AfterAll
  static void stop() {
    if (hdfs != null) {
      hdfs.shutdown(true);
    }
    SPARK.sparkContext().hadoopConfiguration().unset("dfs.blocksize");
    SPARK.sparkContext().hadoopConfiguration().unset("dfs.replication");
  }

  private static RunSettings settings(String output) {
    CheckpointSettings every =
        new CheckpointSettings(OptionalLong.of(2), OptionalLong.empty(), OptionalDouble.empty(), 2);
    return runs.withCheckpoints(every).to(output);
  }

  private static String train(RunSettings settings, TrainingListener... listeners) {
    return new Trainer(SPARK, settings, listeners).train().model().digest();
  }

  private static String resume(String output) {
    RunFolder folder = RunFolder.reopen(SPARK.sparkContext().hadoopConfiguration(), output);
    return new Trainer(SPARK, settings(output), history()).train(folder).model().digest();
  }

  private static TrainingListener history() {
    return new HistoryRecorder(
        OptionalInt.of(4),
        0,
        new HistoryFiles(SPARK.sparkContext().hadoopConfiguration(), Task.CLASSIFICATION));
  }

  private static String path(String name) throws IOException {
    return hdfs.getFileSystem().getUri() + "/runs/" + name;
  }

  /** Does something once, after an iteration. */
  private record After(long iteration, Deed deed, List<String> notices)
      implements TrainingListener {
    interface Deed {
      void run() throws IOException;
    }

    @Override
    public void iterationDone(IterationResult result) {
      if (result.iteration() == iteration) {
        try {
          deed.run();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    @Override
    public void noticed(String notice) {
      notices.add(notice);
    }
  }

  @Test
  void aRunSurvivesARestartOfTheNameNode() throws IOException {
    String output = path("restart");
    RunSettings settings = settings(output);
    List<Trainer> trainer = new ArrayList<>();
    trainer.add(
        new Trainer(
            SPARK,
            settings,
            new After(9, () -> trainer.get(0).requestStop(), new ArrayList<>()),
            history()));
    assertThatThrownBy(trainer.get(0)::train).isInstanceOf(RunStoppedException.class);

    hdfs.restartNameNode(true);

    assertThat(resume(output)).isEqualTo(undisturbed);
    assertThat(ModelFolder.read(SPARK.sparkContext().hadoopConfiguration(), output).digest())
        .isEqualTo(undisturbed);
    assertThat(HistoryFiles.read(SPARK.sparkContext().hadoopConfiguration(), output))
        .extracting(HistoryRow::iteration)
        .containsExactly(4L, 6L, 8L, 9L, 12L, 16L, 18L, 20L, 24L);
  }

  @Test
  void missingWritePermissionIsAUserError() throws Exception {
    Configuration conf = SPARK.sparkContext().hadoopConfiguration();
    String output = hdfs.getFileSystem().getUri() + "/closed/run";
    hdfs.getFileSystem()
        .mkdirs(
            new org.apache.hadoop.fs.Path("/closed"), FsPermission.createImmutable((short) 0755));

    Throwable refused =
        UserGroupInformation.createRemoteUser("somebody")
            .doAs(
                (PrivilegedExceptionAction<Throwable>)
                    () ->
                        catchThrowable(
                            () -> RunFolder.begin(conf, output, false, List.of(), "output = x")));

    assertThat(refused)
        .isInstanceOf(UserException.class)
        .hasMessageContaining(output + " cannot be written to: permission denied");
  }

  @Test
  void aFullDiskIsAnErrorThatKeepsTheLastCheckpointAndTheRunCanBeResumed() throws IOException {
    String output = path("full");
    DistributedFileSystem files = hdfs.getFileSystem();
    org.apache.hadoop.fs.Path quota = new org.apache.hadoop.fs.Path("/runs/full");
    List<String> notices = new ArrayList<>();
    After full =
        new After(
            8,
            () ->
                files.setQuota(
                    quota,
                    HdfsConstants.QUOTA_DONT_SET,
                    files.getContentSummary(quota).getSpaceConsumed() + 1),
            notices);

    assertThatThrownBy(() -> train(settings(output), full))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("cannot write the checkpoint")
        .hasMessageContaining("the earlier ones are unchanged")
        .satisfies(
            thrown -> assertThat(FileFault.in(thrown).orElseThrow().reason()).contains("no room"))
        .rootCause()
        .hasMessageContaining("quota");
    assertThat(notices)
        .isNotEmpty()
        .allSatisfy(notice -> assertThat(notice).contains("a checkpoint could not be written"));

    files.setQuota(quota, HdfsConstants.QUOTA_DONT_SET, HdfsConstants.QUOTA_RESET);

    assertThat(resume(output)).isEqualTo(undisturbed);
  }

  @Test
  void aLiveRunIsNeitherResumedNorReplaced() throws IOException {
    String output = path("alive");
    List<String> refusals = new ArrayList<>();
    After late =
        new After(
            9,
            () -> {
              refusals.add(refusal(() -> resume(output)));
              refusals.add(
                  refusal(() -> RunFolder.begin(hadoop(), output, true, List.of(), "another")));
            },
            new ArrayList<>());

    String digest = train(settings(output), late);

    assertThat(refusals)
        .hasSize(2)
        .allSatisfy(
            refusal ->
                assertThat(refusal)
                    .contains(output + " is in use by process " + ProcessHandle.current().pid()));
    assertThat(digest).isEqualTo(undisturbed);
    assertThat(hdfs.getFileSystem().listStatus(new org.apache.hadoop.fs.Path(output)))
        .extracting(status -> status.getPath().getName())
        .noneMatch(name -> name.startsWith("lock-"));
  }

  private static String refusal(ThrowingCallable refused) {
    return String.valueOf(catchThrowableOfType(UserException.class, refused).getMessage());
  }

  @Test
  void ofSeveralRunsThatStartTogetherOnlyOneGetsTheFolder() throws Exception {
    String output = path("together");
    List<RunFolder> begun = Collections.synchronizedList(new ArrayList<>());
    List<String> refusals = Collections.synchronizedList(new ArrayList<>());
    CyclicBarrier barrier = new CyclicBarrier(3);
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  barrier.await();
                  begun.add(RunFolder.begin(hadoop(), output, false, List.of(), "settings"));
                } catch (UserException e) {
                  refusals.add(e.getMessage());
                } catch (InterruptedException | BrokenBarrierException e) {
                  throw new IllegalStateException(e);
                }
              });
      thread.start();
      all.add(thread);
    }
    for (Thread thread : all) {
      thread.join();
    }

    assertThat(begun).hasSize(1);
    assertThat(refusals)
        .hasSize(2)
        .allSatisfy(
            refusal ->
                assertThat(refusal).containsPattern("is in use by|is not finished|exists already"));
    begun.get(0).close();
    assertThat(hdfs.getFileSystem().exists(new org.apache.hadoop.fs.Path(output))).isFalse();
  }

  private static Configuration hadoop() {
    return SPARK.sparkContext().hadoopConfiguration();
  }
}
