package org.lockstep.listener.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.listener.HistoryRecorder;
import org.lockstep.listener.HistoryRow;
import org.lockstep.listener.RowFigures;
import org.lockstep.listener.tensorboard.EventReader.Event;
import org.lockstep.model.run.RunFolder;
import org.lockstep.settings.CheckpointSettings;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Blobs;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.IterationResult;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingListener;
import org.tensorflow.framework.HistogramProto;
import org.tensorflow.framework.Summary;

@Tag("spark")
class TensorBoardListenerTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final Configuration HADOOP = SPARK.sparkContext().hadoopConfiguration();

  @TempDir private static Path folder;
  private static Runs runs;

  @BeforeAll
  static void writeTable() {
    String table = folder.resolve("table").toString();
    Blobs.table(SPARK, 200).write().parquet(table);
    runs = Runs.classification(table).withPartitions(2).withEpochs(2); // 4 iterations an epoch
  }

  /** Keeps the results of the iterations that end an epoch. */
  private static final class Vectors implements TrainingListener {
    private final Map<Long, float[]> parameters = new LinkedHashMap<>();
    private final Map<Long, float[]> gradients = new LinkedHashMap<>();

    @Override
    public void iterationDone(IterationResult result) {
      if (result.endsEpoch()) {
        parameters.put(result.iteration(), result.parameters().clone());
        gradients.put(result.iteration(), result.gradient().clone());
      }
    }
  }

  /** A loss of power. */
  private static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  private static TrainingListener crashAfter(long iteration) {
    return new TrainingListener() {
      @Override
      public void iterationDone(IterationResult result) {
        if (result.iteration() == iteration) {
          throw new Crash();
        }
      }
    };
  }

  private static TensorBoardListener everyIteration() {
    return new TensorBoardListener(HADOOP, OptionalInt.of(1));
  }

  /** The numbers of a tag by step; fails if a step has two. */
  private static Map<Long, Float> curve(List<Event> events, String tag) {
    Map<Long, Float> curve = new TreeMap<>();
    for (Event event : events) {
      for (Summary.Value value : event.summary().orElseThrow().getValueList()) {
        if (value.getTag().equals(tag)) {
          assertThat(curve.put(event.step(), value.getSimpleValue()))
              .as("%s of step %d, again", tag, event.step())
              .isNull();
        }
      }
    }
    return curve;
  }

  @Test
  void everyScalarAndHistogramHasTheValuesOfTheRun() throws IOException {
    Path output = folder.resolve("whole");
    List<HistoryRow> rows = new ArrayList<>();
    Vectors vectors = new Vectors();

    new Trainer(
            SPARK,
            runs.withValidation(new Validation.Fraction(0.2)).to(output.toString()),
            new HistoryRecorder(OptionalInt.of(3), 0, rows::add),
            vectors,
            new TensorBoardListener(HADOOP, OptionalInt.of(3)))
        .train();

    List<Path> files = EventReader.files(output.resolve("tensorboard"));
    assertThat(files).hasSize(1);
    List<Event> events = EventReader.events(files.get(0));
    assertThat(events.get(1).isStart()).isTrue();
    assertThat(events.get(1).step()).isEqualTo(1);
    List<Event> summaries = EventReader.remembered(output.resolve("tensorboard"));

    Map<Long, Map<String, Float>> numbers = new TreeMap<>();
    Map<Long, Map<String, HistogramProto>> histograms = new TreeMap<>();
    for (Event event : summaries) {
      for (Summary.Value value : event.summary().orElseThrow().getValueList()) {
        if (value.hasHisto()) {
          histograms
              .computeIfAbsent(event.step(), step -> new TreeMap<>())
              .put(value.getTag(), value.getHisto());
        } else {
          numbers
              .computeIfAbsent(event.step(), step -> new TreeMap<>())
              .put(value.getTag(), value.getSimpleValue());
        }
      }
    }
    assertThat(rows).hasSizeGreaterThanOrEqualTo(4);
    assertThat(numbers.keySet())
        .containsExactlyElementsOf(rows.stream().map(r -> r.iteration()).toList());
    for (HistoryRow row : rows) {
      Map<String, Float> expected = new TreeMap<>();
      RowFigures.of(row).forEach((name, value) -> expected.put(name, value.floatValue()));
      // Each recorder has its own clock for what is left.
      expected.remove("milliseconds/other");
      assertThat(numbers.get(row.iteration())).containsAllEntriesOf(expected);
    }

    assertThat(histograms.keySet())
        .containsExactlyElementsOf(vectors.parameters.keySet())
        .hasSize(2);
    histograms.forEach(
        (step, byTag) -> {
          assertThat(byTag).hasSize(12);
          assertThat(count(byTag, "parameters")).isEqualTo(vectors.parameters.get(step).length);
          // 5 inputs, layers of 16, 8 and 3 units
          isHistogramOf(
              byTag.get("parameters/layers.1.weight"), vectors.parameters.get(step), 0, 80);
          isHistogramOf(
              byTag.get("parameters/layers.1.bias"), vectors.parameters.get(step), 80, 96);
          isHistogramOf(
              byTag.get("gradients/layers.2.weight"), vectors.gradients.get(step), 96, 224);
          isHistogramOf(
              byTag.get("gradients/layers.3.bias"), vectors.gradients.get(step), 256, 259);
        });
  }

  private static double count(Map<String, HistogramProto> byTag, String kind) {
    return byTag.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(kind))
        .flatMap(entry -> entry.getValue().getBucketList().stream())
        .mapToDouble(Double::doubleValue)
        .sum();
  }

  private static void isHistogramOf(HistogramProto histogram, float[] vector, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += vector[i];
    }
    assertThat(histogram.getNum()).isEqualTo(to - from);
    assertThat(histogram.getBucketList().stream().mapToDouble(n -> n).sum()).isEqualTo(to - from);
    assertThat(histogram.getSum()).isEqualTo(sum);
  }

  @Test
  void aRunKilledAfterItsCheckpointResumesInANewFileWithoutDuplicateSteps() throws IOException {
    Path undisturbed = folder.resolve("undisturbed");
    new Trainer(SPARK, runs.to(undisturbed.toString()), everyIteration()).train();
    Path output = folder.resolve("killed");
    CheckpointSettings every =
        new CheckpointSettings(OptionalLong.of(3), OptionalLong.empty(), OptionalDouble.empty(), 2);
    RunSettings settings = runs.withCheckpoints(every).to(output.toString());
    Trainer first = new Trainer(SPARK, settings, everyIteration(), crashAfter(5));
    assertThatThrownBy(first::train).isInstanceOf(Crash.class);
    Path events = output.resolve("tensorboard");
    assertThat(curve(EventReader.remembered(events), "loss")).containsKeys(1L, 2L, 3L, 4L);

    try (RunFolder run = RunFolder.reopen(HADOOP, output.toString())) {
      new Trainer(SPARK, settings, everyIteration()).train(run);
    }

    List<Path> files = EventReader.files(events);
    assertThat(files).hasSize(2);
    Event start = EventReader.events(files.get(1)).get(1);
    assertThat(start.isStart()).isTrue();
    assertThat(start.step()).isEqualTo(4);
    List<Event> remembered = EventReader.remembered(events);
    List<Event> expected = EventReader.remembered(undisturbed.resolve("tensorboard"));
    for (String tag : List.of("loss", "gradient-norm", "epoch-loss")) {
      assertThat(curve(remembered, tag)).isEqualTo(curve(expected, tag)).isNotEmpty();
    }
    assertThat(curve(remembered, "loss")).hasSize(8);
  }

  @Test
  void anUnwritableFolderDoesNotAffectTheTraining() throws IOException {
    String expected =
        new Trainer(SPARK, runs.to(folder.resolve("without").toString())).train().model().digest();
    Path output = folder.resolve("blocked");
    List<String> notices = new ArrayList<>();
    TrainingListener blocks =
        new TrainingListener() {
          @Override
          public void started(org.lockstep.training.TrainingPlan plan) {
            try {
              Files.writeString(output.resolve("tensorboard"), "a file, where a folder should be");
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          }

          @Override
          public void noticed(String notice) {
            notices.add(notice);
          }
        };

    String digest =
        new Trainer(SPARK, runs.to(output.toString()), blocks, everyIteration())
            .train()
            .model()
            .digest();

    assertThat(digest).isEqualTo(expected);
    assertThat(notices).singleElement().asString().contains("TensorBoardListener", "tensorboard");
  }
}
