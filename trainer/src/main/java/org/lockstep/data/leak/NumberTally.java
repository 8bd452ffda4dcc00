package org.lockstep.data.leak;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.lockstep.encoding.Transform;

/** The labels by the bin of a number, for each place of an array. */
final class NumberTally implements Tally {
  private static final long serialVersionUID = 1L;
  private final Grid[] grids;
  private final Transform transform;
  private final Bins bins;

  /** Longs of one bin. */
  private final int width;

  /** Bin after bin, for each place. */
  private final long[][] counts;

  private final LinearSums[] sums;
  private transient @Nullable ReadLabel label;

  NumberTally(List<Grid> grids, Transform transform, Bins bins, int width) {
    this.grids = grids.toArray(Grid[]::new);
    this.transform = transform;
    this.bins = bins;
    this.width = width;
    counts = new long[grids.size()][bins.count() * width];
    sums = new LinearSums[grids.size()];
    Arrays.setAll(sums, place -> new LinearSums());
  }

  @Override
  public void readWith(ReadLabel next) {
    label = next;
  }

  private ReadLabel label() {
    return Objects.requireNonNull(label);
  }

  @Override
  public void addFault(int fault) {
    for (int place = 0; place < grids.length; place++) {
      label().addTo(counts[place], bins.missing() * width);
    }
  }

  @Override
  public void addInfinite(int ofDate) {
    addFault(0);
  }

  @Override
  public void addWord(String word, boolean measured) {
    throw new IllegalStateException("a column of numbers has no words");
  }

  @Override
  public void add(double[] values, int from, int length, int nulls, boolean measured) {
    ReadLabel its = label();
    for (int place = 0; place < Math.min(length, grids.length); place++) {
      double x = values[from + place];
      if (Double.isNaN(x)) {
        its.addTo(counts[place], bins.missing() * width);
        continue;
      }
      double number = transform.of(x);
      its.addTo(counts[place], bins.of(number, grids[place]) * width);
      if (its.isNumber()) {
        sums[place].add(grids[place].of(number), its.number());
      }
    }
  }

  @Override
  public void add(Tally other) {
    NumberTally its = (NumberTally) other;
    for (int place = 0; place < counts.length; place++) {
      sums[place].add(its.sums[place]);
      for (int i = 0; i < counts[place].length; i++) {
        counts[place][i] += its.counts[place][i];
      }
    }
  }

  @Override
  public List<Leak> leaks(String column, Rules rules) {
    List<Leak> leaks = new ArrayList<>();
    for (int p = 0; p < counts.length; p++) {
      OptionalInt place = counts.length == 1 ? OptionalInt.empty() : OptionalInt.of(p);
      rules
          .ofNumbers(bins(counts[p]), sums[p])
          .ifPresent(measure -> leaks.add(new Leak(column, place, measure)));
    }
    return leaks;
  }

  private List<long[]> bins(long[] all) {
    List<long[]> each = new ArrayList<>();
    for (int from = 0; from < all.length; from += width) {
      each.add(Arrays.copyOfRange(all, from, from + width));
    }
    return each;
  }
}
