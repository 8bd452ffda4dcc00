package org.lockstep.jobs.check;

import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;
import org.lockstep.NumberFormats;
import org.lockstep.Quoted;
import org.lockstep.data.survey.ColumnReport;
import org.lockstep.data.survey.ColumnReport.Spread;
import org.lockstep.data.survey.DataReport;
import org.lockstep.data.table.ColumnNames;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.Transform;
import org.lockstep.network.Topology;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.data.EncodingSettings;
import org.lockstep.training.TrainingPlan;
import org.lockstep.training.check.RunSurvey;

/** Formats a {@link RunSurvey} as text and as JSON. */
final class SurveyReport {
  private static final int FEATURES_SHOWN = 10;
  private static final int CLASSES_SHOWN = 20;

  private final RunSettings settings;
  private final RunSurvey survey;

  SurveyReport(RunSettings settings, RunSurvey survey) {
    this.settings = settings;
    this.survey = survey;
  }

  /** Prints the survey as text, the problems last. */
  void print(PrintWriter to) {
    survey.data().ifPresent(data -> print(data, to));
    survey.sizes().ifPresent(sizes -> print(sizes, to));
    warnings().forEach(warning -> to.println("warning  " + warning));
    survey.problems().forEach(problem -> to.println("problem  " + problem.getMessage()));
    if (survey.problems().isEmpty()) {
      to.println("no problems");
    }
  }

  private List<String> warnings() {
    return survey.warnings(String.join(", ", settings.data().columns().label()));
  }

  private void print(DataReport data, PrintWriter to) {
    to.printf(
        Locale.ROOT,
        "data  %s: %,d rows, %,d to train, %,d to validate%s%n",
        settings.data().train(),
        data.rows(),
        data.examples(),
        data.validationExamples(),
        data.testExamples() == 0
            ? ""
            : String.format(Locale.ROOT, ", %,d to test", data.testExamples()));
    if (!data.inferred().isEmpty()) {
      to.println(
          "inferred  " + String.join(", ", data.inferred()) + "; data.schema sets other types");
    }
    EncodingSettings encoding = settings.data().encoding();
    String ofLabels = ofTransform(encoding.targetTransform());
    data.labels().forEach(label -> to.println("label  " + line(label, ofLabels) + classes(data)));
    data.weight().ifPresent(weight -> to.println("weight  " + line(weight, "")));
    List<ColumnReport> features = data.features();
    to.printf(
        Locale.ROOT,
        "features  %,d columns, %,d inputs%s%n",
        features.size(),
        data.encoding()
            .map(Encoding::allInputs)
            .orElse(features.stream().mapToInt(ColumnReport::allNumbers).sum()),
        features.size() > FEATURES_SHOWN
            ? "; the %d with the widest range, --json has all".formatted(FEATURES_SHOWN)
            : "");
    features.stream()
        .sorted(Comparator.comparingDouble(SurveyReport::narrowness))
        .limit(FEATURES_SHOWN)
        .forEach(
            feature ->
                to.println("feature  " + line(feature, treatment(encoding.of(feature.name())))));
  }

  /** What is set for a column alone, such as {@code , log1p, missing = mean}. */
  private static String treatment(EncodingSettings.Column own) {
    return ofTransform(own.transform())
        + own.missing().map(missing -> ", missing = " + missing.settingsName()).orElse("")
        + own.scaling().map(scaling -> ", scaling = " + scaling.settingsName()).orElse("")
        + own.sparse().map(sparse -> ", sparse = " + sparse).orElse("");
  }

  private static String ofTransform(Transform transform) {
    return transform == Transform.NONE ? "" : ", " + transform.settingsName();
  }

  /** Widest range first; columns without numbers, whose range is NaN, last. */
  private static double narrowness(ColumnReport column) {
    return -column.spread().range();
  }

  /**
   * Such as {@code dose double: 0.1 to 9.9, mean 5.02, deviation 2.9, missing 3}.
   *
   * @param treatment of the column alone; numbers that are transformed are shown so
   */
  private static String line(ColumnReport column, String treatment) {
    StringBuilder line = new StringBuilder(column.name()).append(' ').append(column.type());
    if (column.width() > 1) {
      line.append(", ").append(column.width()).append(" a row");
    }
    if (column.levels() > 0) {
      line.append(String.format(Locale.ROOT, ", %,d different words", column.levels()));
    }
    line.append(treatment);
    Spread spread = column.spread();
    if (spread.count() > 0 && column.isDate()) {
      line.append(": %s to %s".formatted(day(spread.min()), day(spread.max())));
    } else if (spread.count() > 0) {
      line.append(
          ": %s to %s, mean %s, deviation %s"
              .formatted(
                  brief(spread.min()),
                  brief(spread.max()),
                  brief(spread.mean()),
                  brief(spread.deviation())));
    }
    append(line, "constant places", column.width() > 1 ? constantPlaces(column) : 0);
    append(line, "missing", column.missing());
    append(line, "NaN", column.nan());
    append(line, "infinite", column.infinite());
    return line.toString();
  }

  private static LocalDate day(double epochDay) {
    return LocalDate.ofEpochDay((long) Math.floor(epochDay));
  }

  private static void append(StringBuilder line, String name, long count) {
    if (count > 0) {
      line.append(String.format(Locale.ROOT, ", %s %,d", name, count));
    }
  }

  private static long constantPlaces(ColumnReport column) {
    return column.places().stream().filter(Spread::isConstant).count();
  }

  /** At most four significant digits: {@code 16}, {@code 4.884}, {@code 1.2e+25}. */
  private static String brief(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e7
        ? String.valueOf((long) value)
        : NumberFormats.decimals(value);
  }

  /** Such as {@code , 3 classes: setosa 50, versicolor 50, virginica 50}. */
  private static String classes(DataReport data) {
    if (data.classes().isEmpty()) {
      return "";
    }
    int count = data.classes().size();
    return String.format(Locale.ROOT, ", %,d %s: ", count, count == 1 ? "class" : "classes")
        + data.classes().entrySet().stream()
            .limit(CLASSES_SHOWN)
            .map(e -> Quoted.of(e.getKey()) + " " + e.getValue())
            .collect(Collectors.joining(", "))
        + (count > CLASSES_SHOWN ? ", ..." : "");
  }

  private static void print(RunSurvey.Sizes sizes, PrintWriter to) {
    TrainingPlan plan = sizes.plan();
    Topology topology = plan.topology();
    to.printf(
        Locale.ROOT,
        "network  %s, loss %s, %,d parameters%n",
        topology.layers(" -> "),
        topology.loss().settingsName(),
        topology.parameterCount());
    to.printf(
        Locale.ROOT,
        "run  lanes %d, partitions %d, exchange %s, batches of %,d, iterations an epoch %,d, in all"
            + " %,d%n",
        plan.lanes(),
        plan.partitions(),
        plan.exchange(),
        sizes.batches().batchSize(),
        plan.iterationsPerEpoch(),
        sizes.iterations());
    to.printf(
        Locale.ROOT,
        "memory  %s of examples to train on (%,d floats each): a lane %s, a partition %s at most;"
            + " %s to validate on%n",
        bytes(sizes.bytes(plan.examples())),
        sizes.floatsAnExample(),
        bytes(sizes.bytes(sizes.batches().laneSize(0))),
        bytes(sizes.bytes(sizes.partitionExamples())),
        bytes(sizes.bytes(plan.validationExamples())));
    to.printf(
        Locale.ROOT,
        "traffic  an iteration %s of parameters and %s of gradients%s; a checkpoint %s%n",
        bytes(plan.traffic().parameterBytes()),
        bytes(plan.traffic().gradientBytes()),
        plan.traffic().peerBytes() == 0
            ? ""
            : ", %s between executors".formatted(bytes(plan.traffic().peerBytes())),
        bytes(plan.checkpointBytes()));
    plan.estimates().ifPresent(all -> to.printf("expected  %s%n", all.line()));
  }

  private static String bytes(long count) {
    return FileUtils.byteCountToDisplaySize(count);
  }

  /** The survey as JSON, with the statistics of every column. */
  Map<String, @Nullable Object> figures() {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    survey.data().ifPresent(data -> put(data, figures));
    survey.sizes().ifPresent(sizes -> put(sizes, figures));
    figures.put("warnings", warnings());
    figures.put("problems", survey.problems().stream().map(Throwable::getMessage).toList());
    return figures;
  }

  private void put(DataReport data, Map<String, @Nullable Object> figures) {
    figures.put("train", settings.data().train());
    figures.put("rows", data.rows());
    figures.put("examples", data.examples());
    figures.put("validation-examples", data.validationExamples());
    if (data.testExamples() > 0) {
      figures.put("test-examples", data.testExamples());
    }
    EncodingSettings encoding = settings.data().encoding();
    figures.put("features", byName(data.features(), encoding.columns()));
    figures.put("inferred", data.inferred());
    figures.put("labels", byName(data.labels(), Map.of()));
    if (encoding.targetTransform() != Transform.NONE) {
      figures.put("target-transform", encoding.targetTransform().settingsName());
    }
    figures.put("weight", byName(data.weight().stream().toList(), Map.of()));
    Map<String, @Nullable Object> classes = new LinkedHashMap<>();
    data.classes().forEach((label, count) -> classes.put(String.valueOf(label), count));
    figures.put("classes", classes);
  }

  private static Map<String, @Nullable Object> byName(
      List<ColumnReport> columns, Map<String, EncodingSettings.Column> own) {
    Map<String, @Nullable Object> byName = new LinkedHashMap<>();
    for (ColumnReport column : columns) {
      Map<String, @Nullable Object> figures = figures(column);
      ColumnNames.find(own, column.name())
          .map(EncodingSettings.Column::transform)
          .filter(transform -> transform != Transform.NONE)
          .ifPresent(transform -> figures.put("transform", transform.settingsName()));
      byName.put(column.name(), figures);
    }
    return byName;
  }

  private static Map<String, @Nullable Object> figures(ColumnReport column) {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("type", column.type());
    figures.put("missing", column.missing());
    figures.put("nan", column.nan());
    figures.put("infinite", column.infinite());
    if (column.levels() > 0) {
      figures.put("levels", column.levels());
    }
    if (column.width() > 0) {
      figures.put("width", column.allNumbers());
      figures.put("constant-places", constantPlaces(column));
      figures.putAll(figures(column.spread()));
    }
    if (column.width() > 1) {
      Map<String, @Nullable Object> places = new LinkedHashMap<>();
      for (int i = 0; i < column.width(); i++) {
        places.put(String.valueOf(i), figures(column.places().get(i)));
      }
      figures.put("places", places);
    }
    return figures;
  }

  private static Map<String, @Nullable Object> figures(Spread spread) {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("min", spread.min());
    figures.put("max", spread.max());
    figures.put("mean", spread.mean());
    figures.put("deviation", spread.deviation());
    return figures;
  }

  private static void put(RunSurvey.Sizes sizes, Map<String, @Nullable Object> figures) {
    TrainingPlan plan = sizes.plan();
    figures.put("network", plan.topology().layers(" -> "));
    figures.put("parameters", plan.topology().parameterCount());
    figures.put("lanes", plan.lanes());
    figures.put("partitions", plan.partitions());
    figures.put("exchange", plan.exchange());
    figures.put("batch-size", sizes.batches().batchSize());
    figures.put("epochs", plan.epochs());
    figures.put("iterations-an-epoch", plan.iterationsPerEpoch());
    figures.put("iterations", sizes.iterations());
    Map<String, @Nullable Object> bytes = new LinkedHashMap<>();
    bytes.put("example", sizes.bytes(1));
    bytes.put("train", sizes.bytes(plan.examples()));
    bytes.put("lane", sizes.bytes(sizes.batches().laneSize(0)));
    bytes.put("partition", sizes.bytes(sizes.partitionExamples()));
    bytes.put("validation", sizes.bytes(plan.validationExamples()));
    bytes.put("checkpoint", plan.checkpointBytes());
    bytes.put("parameters-an-iteration", plan.traffic().parameterBytes());
    bytes.put("gradients-an-iteration", plan.traffic().gradientBytes());
    bytes.put("between-executors-an-iteration", plan.traffic().peerBytes());
    figures.put("bytes", bytes);
  }
}
