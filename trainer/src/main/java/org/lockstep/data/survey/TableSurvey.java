package org.lockstep.data.survey;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.lockstep.Problems;
import org.lockstep.UserException;
import org.lockstep.data.column.ColumnReader;
import org.lockstep.data.column.FeaturePlan;
import org.lockstep.data.column.FeatureValues;
import org.lockstep.data.column.LabelReader;
import org.lockstep.data.column.NumericValues;
import org.lockstep.data.column.RowEncoder;
import org.lockstep.data.column.RowSplit;
import org.lockstep.data.column.TableColumns;
import org.lockstep.data.table.RowsFingerprint;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Transform;

/**
 * The result of one pass over a table: invalid values, the statistics that scaling needs, labels.
 * Where a column marks the rows to validate on, they are only counted.
 *
 * <p>All sums are exact, so the result depends neither on the order of the rows nor on partitions.
 */
public final class TableSurvey implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Limit of the labels that are kept. */
  private static final int LABELS_KEPT = 10_000;

  /** One for each feature column, then one for each numeric target. */
  private final List<ColumnSurvey> columns = new ArrayList<>();

  private final Map<Object, Long> labels = new HashMap<>();
  private final Map<Object, Long> keptLabels = new HashMap<>();
  private final RowsFingerprint fingerprint = new RowsFingerprint();
  private long badWeights;
  private long keptWeighted;
  private long heldBackWeighted;
  private long missingLabels;
  private long unlabelled;
  private long rows;
  private long skipped;
  private long heldBack;
  private long marked;
  private long withoutMark;

  private TableSurvey(List<FeaturePlan> features, int targetCount, Transform ofTargets) {
    int ranked = (int) features.stream().filter(plan -> plan.numbers().needsQuantiles()).count();
    features.forEach(plan -> columns.add(new ColumnSurvey(plan, ranked)));
    for (int t = 0; t < targetCount; t++) {
      columns.add(new ColumnSurvey(ofTargets));
    }
  }

  /**
   * Surveys a table.
   *
   * @param classes whether the label column holds classes
   * @param split of its rows; those left out are not surveyed; of those held back, invalid values
   *     and labels are counted, but they do not enter the statistics
   */
  public static TableSurvey of(TableColumns columns, boolean classes, RowSplit split) {
    Reader reader = new Reader(columns, classes, split);
    return columns.table().checking(() -> reader.of(columns));
  }

  /** Surveys the rows of a task. */
  private static final class Reader implements RowAggregate<TableSurvey> {
    private static final long serialVersionUID = 1L;
    private final List<FeaturePlan> features;
    private final List<ColumnReader> targets;
    private final Transform ofTargets;
    private final List<LabelReader> label;
    private final List<ColumnReader> weight;
    private final MissingLabel missingLabel;

    /** The place of the mark in a row; -1 without one. */
    private final int mark;

    private final RowSplit split;

    Reader(TableColumns columns, boolean classes, RowSplit split) {
      features = new ArrayList<>(columns.plans());
      targets = new ArrayList<>();
      label = new ArrayList<>();
      weight = new ArrayList<>(columns.weights().stream().map(Reader::reader).toList());
      for (StructField field : columns.labels()) {
        if (classes) {
          label.add(new LabelReader(field.dataType()));
        } else {
          targets.add(reader(field));
        }
      }
      missingLabel = columns.missingLabel();
      ofTargets = columns.targetTransform();
      mark = columns.markPlace().orElse(-1);
      this.split = split;
    }

    private static ColumnReader reader(StructField field) {
      return ColumnReader.of(field.dataType());
    }

    @Override
    public Class<TableSurvey> type() {
      return TableSurvey.class;
    }

    @Override
    public TableSurvey add(TableSurvey one, TableSurvey other) {
      return one.add(other);
    }

    @Override
    public TableSurvey read(Iterator<InternalRow> rows) {
      TableSurvey survey = new TableSurvey(features, targets.size(), ofTargets);
      FeatureValues values = new FeatureValues(features);
      NumericValues targetValues = new NumericValues(targets);
      NumericValues weightValues = new NumericValues(weight);
      while (rows.hasNext()) {
        InternalRow row = rows.next();
        survey.fingerprint.add(row);
        if (split.leavesOut()) {
          values.read(row);
          if (part(values, row) == RowSplit.Part.LEFT_OUT) {
            continue;
          }
        }
        if (mark >= 0 && survey.isNotToTrain(row, mark)) {
          continue;
        }
        values.read(row);
        if (values.isSkipped()) {
          survey.skipped++;
          values.addSkippedTo(survey.columns);
          continue;
        }
        targetValues.read(row, features.size());
        Object name = label.isEmpty() ? null : label.get(0).read(row, features.size());
        boolean hasLabel = label.isEmpty() ? !targetValues.lacksAny() : name != null;
        if (missingLabel == MissingLabel.SKIP && !hasLabel) {
          survey.unlabelled++;
          continue;
        }
        boolean heldBack = split.holdsBack() && part(values, row) == RowSplit.Part.HELD_BACK;
        survey.rows++;
        survey.heldBack += heldBack ? 1 : 0;
        values.addTo(survey.columns, !heldBack);
        targetValues.addTo(survey.columns, features.size(), !heldBack);
        if (!label.isEmpty()) {
          survey.addLabel(name, heldBack);
        }
        if (!weight.isEmpty()) {
          weightValues.read(row, features.size() + targets.size() + label.size());
          survey.addWeight(
              weightValues.length() == 1 ? weightValues.values()[0] : Double.NaN, heldBack);
        }
      }
      return survey;
    }

    private RowSplit.Part part(FeatureValues values, InternalRow row) {
      return split.part(values, label, row, features.size());
    }
  }

  private boolean isNotToTrain(InternalRow row, int mark) {
    if (row.isNullAt(mark)) {
      withoutMark++;
      return true;
    }
    boolean isMarked = row.getBoolean(mark);
    marked += isMarked ? 1 : 0;
    return isMarked;
  }

  private void addWeight(double weight, boolean isHeldBack) {
    if (!RowEncoder.isWeight(weight)) {
      badWeights++;
    } else if ((float) weight > 0) {
      keptWeighted += isHeldBack ? 0 : 1;
      heldBackWeighted += isHeldBack ? 1 : 0;
    }
  }

  private void addLabel(@org.jspecify.annotations.Nullable Object label, boolean isHeldBack) {
    if (label == null) {
      missingLabels++;
    } else if (labels.size() <= LABELS_KEPT || labels.containsKey(label)) {
      labels.merge(label, 1L, Long::sum);
      if (!isHeldBack) {
        keptLabels.merge(label, 1L, Long::sum);
      }
    }
  }

  private TableSurvey add(TableSurvey other) {
    for (int c = 0; c < columns.size(); c++) {
      columns.get(c).add(other.columns.get(c));
    }
    other.labels.forEach((label, count) -> labels.merge(label, count, Long::sum));
    other.keptLabels.forEach((label, count) -> keptLabels.merge(label, count, Long::sum));
    fingerprint.add(other.fingerprint);
    missingLabels += other.missingLabels;
    badWeights += other.badWeights;
    keptWeighted += other.keptWeighted;
    heldBackWeighted += other.heldBackWeighted;
    rows += other.rows;
    skipped += other.skipped;
    unlabelled += other.unlabelled;
    heldBack += other.heldBack;
    marked += other.marked;
    withoutMark += other.withoutMark;
    return this;
  }

  /** Rows that are skipped because a value is missing or a word is unknown. */
  long skipped() {
    return skipped;
  }

  /** The fingerprint of all rows of the table, skipped ones included. */
  public RowsFingerprint fingerprint() {
    return fingerprint;
  }

  /** Other rows that are skipped because a label or a target is missing. */
  long unlabelled() {
    return unlabelled;
  }

  /** Rows of the table that are neither skipped nor marked as rows to validate on. */
  public long rows() {
    return rows;
  }

  /** Rows that a column marks as rows to validate on; no other figure counts them. */
  public long marked() {
    return marked;
  }

  /** Rows whose mark is null. */
  long withoutMark() {
    return withoutMark;
  }

  /** Rows among them that are held back. */
  public long heldBack() {
    return heldBack;
  }

  ColumnSurvey column(int c) {
    return columns.get(c);
  }

  /** The labels and how many rows have each. */
  Map<Object, Long> labels() {
    return labels;
  }

  /** How many of the rows that are not held back have this label. */
  long kept(Object label) {
    return keptLabels.getOrDefault(label, 0L);
  }

  /** How many of the rows that are not held back have each label of an encoding, in its order. */
  public List<Long> classCounts(Encoding encoding) {
    return encoding.target() instanceof TargetEncoding.Classes classes
        ? classes.labels().stream().map(this::kept).toList()
        : List.of();
  }

  long missingLabels() {
    return missingLabels;
  }

  boolean hasTooManyLabels() {
    return labels.size() > LABELS_KEPT;
  }

  /**
   * Checks that every column can be trained on or predicted from.
   *
   * @param problems receives an error, with the count, for each column with missing values, NaN,
   *     infinities, rows of different lengths, or no values
   */
  public void check(TableColumns table, Problems problems) {
    List<StructField> features = table.features();
    String path = table.table().path();
    for (int c = 0; c < columns.size(); c++) {
      boolean isTarget = c >= features.size();
      String name = (isTarget ? table.labels().get(c - features.size()) : features.get(c)).name();
      for (ColumnFaults.Fault fault :
          isTarget
              ? ColumnFaults.ofTarget(columns.get(c), table.advice())
              : ColumnFaults.ofFeature(columns.get(c), table.advice())) {
        problems.add(
            new UserException("column %s has %s".formatted(name, fault.what()), path, fault.fix()));
      }
    }
    for (StructField weight : rows == 0 ? List.<StructField>of() : table.weights()) {
      checkWeights(weight.name(), path, problems);
    }
  }

  private void checkWeights(String name, String path, Problems problems) {
    if (badWeights > 0) {
      problems.add(
          new UserException(
              "weight column %s is null, NaN, infinite or negative in %,d %s"
                  .formatted(name, badWeights, badWeights == 1 ? "row" : "rows"),
              path,
              "weights are numbers of 0 or more: give these rows one, such as 0 to ignore them, or"
                  + " drop them"));
    } else if (keptWeighted == 0 || (heldBack > 0 && heldBackWeighted == 0)) {
      problems.add(
          new UserException(
              "weight column %s is 0 in all rows".formatted(name),
              path,
              "give some examples a weight greater than 0"));
    }
  }
}
