package org.lockstep.training.metric;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.metric.Sums;

/**
 * Sums over examples for the validation metrics that are not always computed. They are added in the
 * lanes' tree.
 *
 * <p>Mutable: {@link #add} adds in place.
 */
public final class DetailSum implements Serializable {
  private static final long serialVersionUID = 1L;

  private final @Nullable ClassCounts counts;
  private @Nullable ClassScores scores;
  private final @Nullable NumberErrors errors;

  private DetailSum(
      @Nullable ClassCounts counts, @Nullable ClassScores scores, @Nullable NumberErrors errors) {
    this.counts = counts;
    this.scores = scores;
    this.errors = errors;
  }

  /** Collects the sums of a lane's examples. */
  public static final class Collector {
    private final @Nullable ClassCounts counts;
    private final ClassScores.@Nullable Collector scores;
    private final @Nullable NumberErrors errors;
    private final @Nullable TargetEncoding target;

    private Collector(
        @Nullable ClassCounts counts,
        ClassScores.@Nullable Collector scores,
        @Nullable NumberErrors errors,
        @Nullable TargetEncoding target) {
      this.counts = counts;
      this.scores = scores;
      this.errors = errors;
      this.target = target;
    }

    /** Adds examples. */
    public void add(EvaluatedBatch batch) {
      if (counts != null && target instanceof TargetEncoding.Classes classes) {
        counts.add(batch, classes.decision());
      }
      if (scores != null) {
        scores.add(batch);
      }
      if (errors != null && target instanceof TargetEncoding.Numbers numbers) {
        errors.add(batch, numbers.metricScale());
      }
    }

    /** The sums of the examples; null if no metric needs any. */
    public @Nullable DetailSum sum() {
      return counts == null && errors == null
          ? null
          : new DetailSum(counts, scores == null ? null : scores.distributions(), errors);
    }
  }

  /**
   * A collector of what wanted metrics need.
   *
   * @param wanted the metrics; null for those that are always computed
   * @param examples number of examples that it will take
   */
  public static Collector collector(@Nullable WantedMetrics wanted, int examples) {
    if (wanted == null || !wanted.needsDetails()) {
      return new Collector(null, null, null, null);
    }
    if (wanted.target() instanceof TargetEncoding.Numbers numbers) {
      return new Collector(null, null, new NumberErrors(numbers.outputs()), numbers);
    }
    int first = wanted.firstScored();
    int end = first + wanted.scores();
    return new Collector(
        new ClassCounts(wanted.target().outputs()),
        first == end ? null : new ClassScores.Collector(first, end, examples),
        null,
        wanted.target());
  }

  /** Adds other sums of the same metrics to these. */
  public void add(DetailSum other) {
    if (counts != null && other.counts != null) {
      counts.add(other.counts);
    }
    if (scores != null && other.scores != null) {
      scores = scores.add(other.scores);
    }
    if (errors != null && other.errors != null) {
      errors.add(other.errors);
    }
  }

  /** The sums of classes; empty if they are not collected. */
  public Optional<Sums.Classes> classes(WantedMetrics wanted) {
    if (counts == null) {
      return Optional.empty();
    }
    List<Sums.Areas> areas =
        scores == null ? List.of() : scores.areas(counts.classes(), wanted.firstScored());
    return Optional.of(counts.sums(wanted.positive(), areas));
  }

  /** The errors of a target; empty if they are not collected. */
  public Optional<Sums.Errors> errors(int target) {
    return Optional.ofNullable(errors).map(all -> all.of(target));
  }

  /** Number of bytes that {@link #writeTo} writes. */
  public int byteCount() {
    return 3
        + (counts == null ? 0 : counts.byteCount())
        + (scores == null ? 0 : scores.byteCount())
        + (errors == null ? 0 : errors.byteCount());
  }

  /** Writes the sums at the buffer's position. */
  public void writeTo(ByteBuffer to) {
    to.put(flag(counts)).put(flag(scores)).put(flag(errors));
    if (counts != null) {
      counts.writeTo(to);
    }
    if (scores != null) {
      scores.writeTo(to);
    }
    if (errors != null) {
      errors.writeTo(to);
    }
  }

  private static byte flag(@Nullable Object part) {
    return (byte) (part == null ? 0 : 1);
  }

  /**
   * Reads the bytes of {@link #writeTo}.
   *
   * @throws IllegalArgumentException if a number of values is negative or too large
   * @throws java.nio.BufferUnderflowException if the bytes are cut off
   */
  public static DetailSum readFrom(ByteBuffer from) {
    boolean hasCounts = isThere(from);
    boolean hasScores = isThere(from);
    boolean hasErrors = isThere(from);
    return new DetailSum(
        hasCounts ? ClassCounts.readFrom(from) : null,
        hasScores ? ClassScores.readFrom(from) : null,
        hasErrors ? NumberErrors.readFrom(from) : null);
  }

  /**
   * Whether a part follows, by a byte that is 0 or 1.
   *
   * @throws IllegalArgumentException if it is another
   */
  public static boolean isThere(ByteBuffer from) {
    byte flag = from.get();
    if (flag != 0 && flag != 1) {
      throw new IllegalArgumentException("a message with the flag %d".formatted(flag));
    }
    return flag == 1;
  }
}
