package org.lockstep.data.column;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructField;
import org.lockstep.Problems;
import org.lockstep.UserException;
import org.lockstep.data.table.Advice;
import org.lockstep.data.table.ColumnNames;
import org.lockstep.data.table.KnownTypes;
import org.lockstep.data.table.Table;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.encoding.Task;
import org.lockstep.encoding.Transform;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.data.EncodingSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.settings.value.NearestName;

/**
 * Selects the columns of a table for a purpose: to train, to evaluate a model, to predict, or to
 * describe the table. Columns that are absent or of a type that cannot be used are reported and
 * left out.
 */
public final class ColumnSelection {
  private ColumnSelection() {}

  /** The columns to train on, as the settings name them. */
  public static TableColumns toTrain(Table table, DataSettings settings, Problems problems) {
    Advice.Names names = table.settingNames();
    ColumnFinder finder = new ColumnFinder(table, problems);
    List<StructField> labels = finder.find(settings.columns().label(), names.label());
    List<StructField> weights = finder.findWeights(settings.columns().weight(), names.weight());
    List<StructField> noFeatures = new ArrayList<>(labels);
    noFeatures.addAll(weights);
    if (settings.validation() instanceof Validation.Column mark) {
      noFeatures.addAll(finder.find(List.of(mark.name()), names.validation()));
    }
    if (settings.test() instanceof Validation.Column mark) {
      noFeatures.addAll(finder.find(List.of(mark.name()), names.test()));
    }
    List<StructField> features =
        new ArrayList<>(
            settings.columns().features().isEmpty()
                ? Arrays.stream(table.rows().schema().fields())
                    .filter(field -> !noFeatures.contains(field))
                    .toList()
                : finder.find(settings.columns().features(), names.features()));
    if (settings.columns().features().isEmpty() && features.isEmpty()) {
      problems.add(
          new UserException(
              "the table holds no feature columns besides the label", table.path(), "add some"));
    }
    for (StructField other : noFeatures) {
      if (features.remove(other)) {
        String role =
            labels.contains(other)
                ? "label"
                : weights.contains(other) ? "weight" : "mark of rows to hold back";
        problems.add(
            new UserException(
                "column %s is both a %s and a feature".formatted(other.name(), role),
                names.features(),
                "take it out of this list"));
      }
    }
    checkOwn(settings.encoding(), features, table, problems);
    ColumnPlanner planner =
        ColumnPlanner.bySettings(settings.encoding(), settings.target().missingLabel(), table);
    return usable(
        new TableColumns(table, features, labels, weights, planner),
        settings.target().task(),
        problems);
  }

  /** Reports settings of single columns that are no features, or that have no such numbers. */
  private static void checkOwn(
      EncodingSettings settings, List<StructField> features, Table table, Problems problems) {
    String setting = table.settingNames().transform(false);
    settings
        .columns()
        .forEach(
            (name, own) -> {
              Optional<StructField> field = ColumnNames.find(features, StructField::name, name);
              if (field.isEmpty()) {
                List<String> known = features.stream().map(StructField::name).toList();
                problems.add(
                    new UserException(
                        "%s names %s, which is no feature column".formatted(setting, name),
                        table.path(),
                        known.isEmpty()
                            ? "remove it"
                            : "remove it, or name one: the nearest is "
                                + NearestName.of(name, known)));
                return;
              }
              Optional<FeatureKind> kind = FeatureKind.of(field.get().dataType());
              if (own.sparse().isPresent() && !ColumnReader.readsVectors(field.get().dataType())) {
                problems.add(
                    new UserException(
                        "%s sets sparse for column %s, which holds no Spark ML vectors"
                            .formatted(setting, field.get().name()),
                        table.path(),
                        "remove it"));
              }
              boolean isTransformed = own.transform() != Transform.NONE;
              boolean isFit =
                  kind.isEmpty()
                      || kind.get() == FeatureKind.NUMBERS
                      || (!isTransformed
                          && (kind.get() == FeatureKind.DATES || own.scaling().isEmpty()));
              if (!isFit) {
                problems.add(
                    new UserException(
                        "%s sets a %s for column %s, which holds %s"
                            .formatted(
                                setting,
                                isTransformed ? "transform" : "scaling",
                                field.get().name(),
                                kind.get() == FeatureKind.WORDS ? "words" : "dates"),
                        table.path(),
                        "remove it: these are of numbers"));
              }
            });
  }

  /** All columns of a table that can be features; missing values are allowed. */
  public static TableColumns readable(Table table, Problems problems) {
    EncodingSettings lenient = EncodingSettings.DEFAULT.withMissing(Missing.INDICATOR);
    List<StructField> features =
        Arrays.stream(table.rows().schema().fields())
            .filter(field -> FeatureKind.of(field.dataType()).isPresent())
            .toList();
    ColumnPlanner planner = ColumnPlanner.bySettings(lenient, MissingLabel.ERROR, table);
    return usable(
        new TableColumns(table, features, List.of(), List.of(), planner),
        Task.REGRESSION,
        problems);
  }

  /** One column of a table as the label of a classification, without features. */
  public static TableColumns labelAlone(Table table, String name, Problems problems) {
    List<StructField> label = new ColumnFinder(table, problems).find(List.of(name), "label");
    ColumnPlanner planner =
        ColumnPlanner.bySettings(EncodingSettings.DEFAULT, MissingLabel.ERROR, table);
    return usable(
        new TableColumns(table, List.of(), label, List.of(), planner),
        Task.CLASSIFICATION,
        problems);
  }

  /**
   * The columns to evaluate a trained model on.
   *
   * @param weight the column of the examples' weights; empty for 1 each
   * @param missingLabel how rows without a label are treated
   */
  public static TableColumns toEvaluate(
      Table table,
      Encoding encoding,
      Optional<String> weight,
      MissingLabel missingLabel,
      Problems problems) {
    ColumnPlanner planner =
        ColumnPlanner.byModel(encoding, missingLabel, Advice.ofModel(table.settingNames()), table);
    return toEvaluate(
        table.readAs(KnownTypes.of(encoding)), Names.of(encoding, weight), planner, problems);
  }

  /**
   * The columns of a validation table.
   *
   * @param encoding fitted to the rows to train on
   */
  public static TableColumns toValidate(
      Table table, Encoding encoding, DataSettings settings, Problems problems) {
    return toEvaluate(
        table.readAs(KnownTypes.of(encoding)),
        Names.of(encoding, settings.columns().weight()),
        toValidate(encoding, settings, table),
        problems);
  }

  /**
   * The columns of the rows that a column marks to validate on; empty without such a column.
   *
   * @param train the columns to train on
   * @param encoding fitted to the rows to train on; empty if none could be fitted
   */
  public static Optional<TableColumns> ofMarkedRows(
      TableColumns train, Optional<Encoding> encoding, DataSettings settings) {
    ColumnPlanner planner =
        encoding.map(fitted -> toValidate(fitted, settings, train.table())).orElse(train.planner());
    return train.mark().map(mark -> train.rowsMarkedBy(mark, planner));
  }

  private static ColumnPlanner toValidate(Encoding encoding, DataSettings settings, Table table) {
    return ColumnPlanner.byModel(
        encoding, settings.target().missingLabel(), Advice.ofSettings(table.settingNames()), table);
  }

  /**
   * The columns of a validation table where no encoding could be fitted, so that its problems are
   * found too.
   *
   * @param train the columns to train on
   */
  public static TableColumns toValidate(
      Table table, TableColumns train, DataSettings settings, Problems problems) {
    List<StructField> all =
        Stream.of(train.features(), train.labels(), train.weights()).flatMap(List::stream).toList();
    Names names =
        new Names(
            train.featureNames(),
            train.labelNames(),
            settings.columns().weight(),
            settings.target().task());
    return toEvaluate(table.readAs(KnownTypes.of(all)), names, train.planner(), problems);
  }

  /** The columns that are looked for to evaluate a model. */
  private record Names(
      List<String> features, List<String> labels, Optional<String> weight, Task task) {
    static Names of(Encoding encoding, Optional<String> weight) {
      return new Names(
          featureNames(encoding), encoding.target().columns(), weight, encoding.target().task());
    }
  }

  private static TableColumns toEvaluate(
      Table table, Names names, ColumnPlanner planner, Problems problems) {
    ColumnFinder finder = new ColumnFinder(table, problems);
    return usable(
        new TableColumns(
            table,
            finder.find(names.features(), "features of the model"),
            finder.find(names.labels(), "label of the model"),
            finder.findWeights(names.weight(), "column of weights"),
            planner),
        names.task(),
        problems);
  }

  /**
   * The features of a trained model; labels are not looked for.
   *
   * @throws UserException if one is absent or of a type that cannot be used
   */
  public static TableColumns toPredict(Table table, Encoding encoding) {
    Problems problems = Problems.thrown();
    Table known = table.readAs(KnownTypes.of(encoding));
    ColumnPlanner planner =
        ColumnPlanner.byModel(
            encoding, MissingLabel.ERROR, Advice.ofModel(table.settingNames()), known);
    List<StructField> features =
        new ColumnFinder(known, problems).find(featureNames(encoding), "features of the model");
    return usable(
        new TableColumns(known, features, List.of(), List.of(), planner),
        Task.REGRESSION,
        problems);
  }

  private static List<String> featureNames(Encoding encoding) {
    return encoding.features().stream().map(FeatureColumn::name).toList();
  }

  /** Leaves columns out whose types cannot be used, or differ between the files of the table. */
  private static TableColumns usable(TableColumns columns, Task task, Problems problems) {
    Table table = columns.table();
    ColumnPlanner planner = columns.planner();
    ColumnFinder finder = new ColumnFinder(table, problems);
    List<StructField> features = finder.withoutFaults(columns.features(), planner::fault);
    List<StructField> labels =
        finder.withoutFaults(
            columns.labels(),
            label -> TypeFaults.ofLabel(label, task, planner.advice(), table.path()));
    return new TableColumns(
        table,
        finder.withoutFaults(features, field -> table.difference(field.name())),
        finder.withoutFaults(labels, field -> table.difference(field.name())),
        finder.withoutFaults(columns.weights(), field -> table.difference(field.name())),
        planner);
  }
}
