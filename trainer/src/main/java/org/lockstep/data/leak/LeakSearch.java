package org.lockstep.data.leak;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.lockstep.Problems;
import org.lockstep.data.column.ColumnSelection;
import org.lockstep.data.column.FeatureKind;
import org.lockstep.data.column.FeaturePlan;
import org.lockstep.data.column.FeatureValues;
import org.lockstep.data.column.LabelReader;
import org.lockstep.data.column.TableColumns;
import org.lockstep.data.source.TableReader;
import org.lockstep.data.survey.ColumnReport;
import org.lockstep.data.survey.DataReport;
import org.lockstep.data.survey.RowAggregate;
import org.lockstep.encoding.Task;
import org.lockstep.settings.data.DataSettings;

/**
 * Looks at every feature of a table that has been surveyed, in one more pass over all its rows,
 * those that are held back included.
 *
 * <p>Memory of a task: at most {@link #BUDGET} counts of 8 bytes, and as many bytes to add them up.
 * A table that has more features times classes than fit is not searched; a column with more words
 * than fit is not judged. Two numbers that lie in one of the {@link Bins} are taken for equal.
 */
public final class LeakSearch {
  /** Counts of all features together: 32 MiB. */
  private static final long BUDGET = 4L << 20;

  private static final int MOST_PARTS = 32;
  private static final int FEWEST_PARTS = 2;
  private static final int MOST_WORDS = 10_000;

  private LeakSearch() {}

  /**
   * Searches the features of a run.
   *
   * @param report on its tables, without problems
   * @return the leaks in the order of the features; none where the label is several targets, or
   *     there are too many features for the memory
   */
  public static List<Leak> in(SparkSession spark, DataSettings settings, DataReport report) {
    Optional<ReadLabel> label = label(settings, report);
    if (label.isEmpty()) {
      return List.of();
    }
    long numbers =
        report.features().stream().mapToLong(column -> Math.max(1, column.width())).sum();
    int parts = MOST_PARTS;
    while (parts > 1 && new Bins(parts).count() * numbers * label.get().width() > BUDGET) {
      parts /= 2;
    }
    if (parts < FEWEST_PARTS) {
      return List.of();
    }
    TableColumns columns =
        ColumnSelection.toTrain(
            TableReader.open(spark, settings.table()), settings, Problems.thrown());
    Reader reader = new Reader(columns, report.features(), label.get(), new Bins(parts));
    Tallies all = columns.table().checking(() -> reader.of(columns));
    Tally.Rules rules = label.get().isNumber() ? new NumberRules(all.ofLabels) : new ClassRules();
    List<Leak> leaks = new ArrayList<>();
    for (int c = 0; c < all.columns.size(); c++) {
      leaks.addAll(all.columns.get(c).leaks(report.features().get(c).name(), rules));
    }
    return leaks;
  }

  private static Optional<ReadLabel> label(DataSettings settings, DataReport report) {
    if (report.labels().size() != 1) {
      return Optional.empty();
    }
    if (settings.target().task() == Task.CLASSIFICATION) {
      return Optional.of(ReadLabel.ofClasses(List.copyOf(report.classes().keySet())));
    }
    ColumnReport column = report.labels().get(0);
    return column.width() == 1
        ? Optional.of(
            ReadLabel.ofNumber(Grid.of(column.spread()), settings.encoding().targetTransform()))
        : Optional.empty();
  }

  /** What a task has counted. */
  private static final class Tallies implements Serializable {
    private static final long serialVersionUID = 1L;
    private final ArrayList<Tally> columns;
    private final LinearSums ofLabels = new LinearSums();

    Tallies(List<Tally> columns) {
      this.columns = new ArrayList<>(columns);
    }

    Tallies add(Tallies other) {
      for (int c = 0; c < columns.size(); c++) {
        columns.get(c).add(other.columns.get(c));
      }
      ofLabels.add(other.ofLabels);
      return this;
    }
  }

  /** Counts the rows of a task. */
  private static final class Reader implements RowAggregate<Tallies> {
    private static final long serialVersionUID = 1L;
    private final ArrayList<FeaturePlan> plans;

    /** The grid of each place, for each feature. */
    private final ArrayList<ArrayList<Grid>> grids = new ArrayList<>();

    private final ReadLabel label;
    private final LabelReader reader;
    private final Bins bins;
    private final int words;

    Reader(TableColumns columns, List<ColumnReport> reports, ReadLabel label, Bins bins) {
      plans = new ArrayList<>(columns.plans());
      reports.forEach(
          report ->
              grids.add(
                  new ArrayList<>(
                      report.isSparse()
                          ? List.of()
                          : report.places().stream().map(Grid::of).toList())));
      this.label = label;
      reader = new LabelReader(columns.labels().get(0).dataType());
      this.bins = bins;
      words = (int) Math.min(MOST_WORDS, BUDGET / label.width() / plans.size());
    }

    @Override
    public Class<Tallies> type() {
      return Tallies.class;
    }

    @Override
    public Tallies add(Tallies one, Tallies other) {
      return one.add(other);
    }

    @Override
    public Tallies read(Iterator<InternalRow> rows) {
      Tallies all = new Tallies(tallies());
      all.columns.forEach(tally -> tally.readWith(label));
      FeatureValues values = new FeatureValues(plans);
      while (rows.hasNext()) {
        InternalRow row = rows.next();
        if (label.read(reader, row, plans.size())) {
          values.read(row);
          if (!values.isSkipped()) {
            values.addTo(all.columns, true);
            all.ofLabels.add(label.number(), label.number());
          }
        }
      }
      return all;
    }

    private List<Tally> tallies() {
      List<Tally> tallies = new ArrayList<>();
      for (int c = 0; c < plans.size(); c++) {
        FeaturePlan plan = plans.get(c);
        tallies.add(
            plan.kind() == FeatureKind.WORDS
                ? new WordTally(words, label.width())
                : new NumberTally(grids.get(c), plan.transform(), bins, label.width()));
      }
      return tallies;
    }
  }
}
