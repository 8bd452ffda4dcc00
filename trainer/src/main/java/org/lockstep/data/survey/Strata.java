package org.lockstep.data.survey;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.lockstep.Quoted;
import org.lockstep.UserException;
import org.lockstep.data.column.FeaturePlan;
import org.lockstep.data.column.FeatureValues;
import org.lockstep.data.column.LabelReader;
import org.lockstep.data.column.RowSplit;
import org.lockstep.data.column.RowSplit.Slice;
import org.lockstep.data.column.TableColumns;
import org.lockstep.data.table.RowHash;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.data.Validation;

/**
 * Finds the places at which the rows of each class are divided, so that a share is taken of each.
 *
 * <p>Of n rows of a class, in the order of their places, the share f ends before the row of rank
 * {@code round(f n)}; rows of one place stay together. The first pass over the table counts the
 * rows of each class in equal bins of places, the second collects the bins that a division falls
 * into. Both are exact, so the result depends on the content of the table alone.
 */
final class Strata {
  private static final int BINS = 1024;

  /** With more labels the column is refused as an id. */
  private static final int MOST_LABELS = 10_000;

  private final TableColumns columns;
  private final long seed;
  private final Map<Object, Places> counted;

  private Strata(TableColumns columns, long seed) {
    this.columns = columns;
    this.seed = seed;
    counted = pass(Map.of());
  }

  /** The split of a table to train on, by the shares that the settings hold back. */
  static RowSplit split(TableColumns columns, DataSettings settings) {
    double tested = settings.test() instanceof Validation.Fraction share ? share.share() : 0;
    Slice test = tested > 0 ? new Slice(1 - tested, 1) : Slice.NONE;
    Slice heldBack = heldBack(settings.validation(), 1 - tested);
    boolean byClass = isStratified(settings.validation());
    boolean testByClass = isStratified(settings.test());
    if ((byClass || testByClass) && !columns.labels().isEmpty()) {
      List<Double> shares = new ArrayList<>();
      if (byClass) {
        shares.addAll(List.of(heldBack.from(), heldBack.to()));
      }
      if (testByClass) {
        shares.addAll(List.of(test.from(), test.to()));
      }
      Map<Object, Map<Double, Double>> ends =
          columns
              .table()
              .checking(
                  () -> {
                    Strata strata = new Strata(columns, settings.seed());
                    if (settings.validation() instanceof Validation.Fold fold && byClass) {
                      strata.requireEnoughFor(fold, 1 - tested);
                    }
                    return strata.ends(shares);
                  });
      heldBack = byClass ? ofClasses(heldBack, ends) : heldBack;
      test = testByClass ? ofClasses(test, ends) : test;
    }
    return new RowSplit(settings.seed(), heldBack, test, false);
  }

  /**
   * The places of the rows to validate on.
   *
   * @param others the end of the places that are not to test on, which folds divide
   */
  private static Slice heldBack(Validation validation, double others) {
    if (validation instanceof Validation.Fold fold) {
      return new Slice(
          end(fold.number() - 1, fold.count(), others), end(fold.number(), fold.count(), others));
    }
    return validation instanceof Validation.Fraction share
        ? new Slice(0, share.share())
        : Slice.NONE;
  }

  /** The end of a fold; the last ends with all places, so that each is in one of the folds. */
  private static double end(int fold, int count, double others) {
    return fold == count ? 1 : others * fold / count;
  }

  private static boolean isStratified(Validation rows) {
    return (rows instanceof Validation.Fraction share && share.stratified())
        || (rows instanceof Validation.Fold fold && fold.stratified());
  }

  /** Refuses more folds than a class has rows that are not to test on. */
  private void requireEnoughFor(Validation.Fold fold, double others) {
    counted.entrySet().stream()
        .filter(its -> its.getValue().rank(others) < fold.count())
        .min(
            Comparator.comparingLong((Map.Entry<Object, Places> its) -> its.getValue().rank(others))
                .thenComparing(its -> Quoted.of(its.getKey())))
        .ifPresent(
            its -> {
              throw new UserException(
                  "class %s of %s has %d rows, fewer than the %d folds"
                      .formatted(
                          Quoted.of(its.getKey()),
                          columns.labelNames().get(0),
                          its.getValue().rank(others),
                          fold.count()),
                  "data.validation",
                  "choose fewer folds, or leave stratified out");
            });
  }

  private static Slice ofClasses(Slice slice, Map<Object, Map<Double, Double>> ends) {
    Map<Object, double[]> ofClasses = new HashMap<>();
    ends.forEach(
        (label, places) ->
            ofClasses.put(label, new double[] {places.get(slice.from()), places.get(slice.to())}));
    return new Slice(slice.from(), slice.to(), ofClasses);
  }

  /** Of each class, the place of each share. */
  private Map<Object, Map<Double, Double>> ends(List<Double> shares) {
    Map<Object, boolean[]> wanted = new HashMap<>();
    counted.forEach(
        (label, places) -> {
          boolean[] bins = new boolean[BINS];
          shares.forEach(share -> bins[places.bin(places.rank(share))] = true);
          wanted.put(label, bins);
        });
    Map<Object, Places> found = pass(wanted);
    Map<Object, Map<Double, Double>> ends = new HashMap<>();
    counted.forEach(
        (label, places) -> {
          Map<Double, Double> ofLabel = new HashMap<>();
          Places its = found.getOrDefault(label, new Places());
          shares.forEach(share -> ofLabel.put(share, places.place(places.rank(share), its)));
          ends.put(label, ofLabel);
        });
    return ends;
  }

  /** The places of a class: how many are in each bin, and those of some bins. */
  private static final class Places implements Serializable {
    private static final long serialVersionUID = 1L;
    private final int[] bins = new int[BINS];
    private double[] kept = new double[0];
    private int size;

    void add(double place, boolean isKept) {
      bins[binOf(place)]++;
      if (isKept) {
        if (size == kept.length) {
          kept = Arrays.copyOf(kept, Math.max(8, 2 * size));
        }
        kept[size++] = place;
      }
    }

    Places add(Places other) {
      for (int bin = 0; bin < BINS; bin++) {
        bins[bin] += other.bins[bin];
      }
      kept = Arrays.copyOf(kept, size + other.size);
      System.arraycopy(other.kept, 0, kept, size, other.size);
      size += other.size;
      return this;
    }

    static int binOf(double place) {
      return (int) (place * BINS);
    }

    /** The rank of the first row behind a share of them. */
    long rank(double share) {
      return Math.round(share * Arrays.stream(bins).asLongStream().sum());
    }

    /** The bin that holds the row of a rank; of the rank behind all, the last. */
    int bin(long rank) {
      int bin = 0;
      for (long before = 0; bin < BINS - 1 && before + bins[bin] <= rank; bin++) {
        before += bins[bin];
      }
      return bin;
    }

    /** The place of the row of a rank; behind the last, the end of all places. */
    double place(long rank, Places found) {
      int bin = bin(rank);
      long inThis = rank - Arrays.stream(bins, 0, bin).asLongStream().sum();
      double[] inBin =
          Arrays.stream(found.kept, 0, found.size)
              .filter(place -> binOf(place) == bin)
              .sorted()
              .toArray();
      return inThis < inBin.length ? inBin[(int) inThis] : 1;
    }
  }

  /**
   * Reads the table.
   *
   * @param wanted the bins of each label whose places are kept
   */
  private Map<Object, Places> pass(Map<Object, boolean[]> wanted) {
    return new Reader(columns, seed, wanted).of(columns);
  }

  /** Reads the rows of a task. */
  private static final class Reader implements RowAggregate<Map<Object, Places>> {
    private static final long serialVersionUID = 1L;
    private final List<FeaturePlan> features;
    private final LabelReader label;
    private final long seed;
    private final HashMap<Object, boolean[]> wanted;

    Reader(TableColumns columns, long seed, Map<Object, boolean[]> wanted) {
      features = new ArrayList<>(columns.plans());
      label = new LabelReader(columns.labels().get(0).dataType());
      this.seed = seed;
      this.wanted = new HashMap<>(wanted);
    }

    @Override
    @SuppressWarnings("unchecked") // a class has no type arguments
    public Class<Map<Object, Places>> type() {
      return (Class<Map<Object, Places>>) (Class<?>) Map.class;
    }

    @Override
    public Map<Object, Places> add(Map<Object, Places> one, Map<Object, Places> other) {
      other.forEach((name, its) -> one.merge(name, its, Places::add));
      return one;
    }

    @Override
    public Map<Object, Places> read(Iterator<InternalRow> rows) {
      Map<Object, Places> places = new HashMap<>();
      FeatureValues values = new FeatureValues(features);
      while (rows.hasNext()) {
        InternalRow row = rows.next();
        values.read(row);
        Object name = label.read(row, features.size());
        if (name == null || values.isSkipped()) {
          continue;
        }
        if (places.size() < MOST_LABELS || places.containsKey(name)) {
          double place = RowHash.place(values.content(), values.length(), seed);
          boolean[] bins = wanted.get(name);
          places
              .computeIfAbsent(name, its -> new Places())
              .add(place, bins != null && bins[Places.binOf(place)]);
        }
      }
      return places;
    }
  }
}
