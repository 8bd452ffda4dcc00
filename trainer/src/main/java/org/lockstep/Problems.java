package org.lockstep;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Collects the user errors that checks find, or fails with the first of them.
 *
 * <p>A check that continues after {@link #add} skips the faulty part, so that one mistake is not
 * reported twice.
 */
public final class Problems {
  private final boolean areThrown;
  private final List<UserException> found = new ArrayList<>();

  private Problems(boolean areThrown) {
    this.areThrown = areThrown;
  }

  /** Creates a collector that throws the first error. */
  public static Problems thrown() {
    return new Problems(true);
  }

  /** Creates a collector that keeps all errors. */
  public static Problems gathered() {
    return new Problems(false);
  }

  /**
   * Adds an error.
   *
   * @throws UserException the error itself, if this collector throws the first
   */
  public void add(UserException problem) {
    if (areThrown) {
      throw problem;
    }
    found.add(problem);
  }

  /** Runs a task and returns its result; a {@link UserException} is added and gives empty. */
  public <T> Optional<T> orReport(Supplier<T> work) {
    try {
      return Optional.of(work.get());
    } catch (UserException problem) {
      add(problem);
      return Optional.empty();
    }
  }

  /** Runs a task; a {@link UserException} that it throws is added. */
  public void check(Runnable work) {
    try {
      work.run();
    } catch (UserException problem) {
      add(problem);
    }
  }

  /** The number of errors collected. */
  public int count() {
    return found.size();
  }

  /** The errors collected, in the order in which they were added. */
  public List<UserException> found() {
    return List.copyOf(found);
  }
}
