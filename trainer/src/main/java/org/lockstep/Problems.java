package org.lockstep;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What becomes of the user's mistakes that a check finds: the first ends the work, or all are
 * gathered to be read together.
 *
 * <p>A check that goes on after {@link #add} leaves out what it has found a mistake in, so that one
 * mistake is not reported twice.
 */
public final class Problems {
  private final boolean areThrown;
  private final List<UserException> found = new ArrayList<>();

  private Problems(boolean areThrown) {
    this.areThrown = areThrown;
  }

  /** The first is thrown. */
  public static Problems thrown() {
    return new Problems(true);
  }

  /** All are kept. */
  public static Problems gathered() {
    return new Problems(false);
  }

  /**
   * Reports a mistake.
   *
   * @throws UserException the mistake itself, if the first ends the work
   */
  public void add(UserException problem) {
    if (areThrown) {
      throw problem;
    }
    found.add(problem);
  }

  /** The outcome of some work, or nothing if a mistake has ended it, which is reported then. */
  public <T> Optional<T> orReport(Supplier<T> work) {
    try {
      return Optional.of(work.get());
    } catch (UserException problem) {
      add(problem);
      return Optional.empty();
    }
  }

  /** Does some work that a mistake may end, which is reported then. */
  public void check(Runnable work) {
    try {
      work.run();
    } catch (UserException problem) {
      add(problem);
    }
  }

  /** How many have been gathered. */
  public int count() {
    return found.size();
  }

  /** Those that have been gathered, in the order they were found in. */
  public List<UserException> found() {
    return List.copyOf(found);
  }
}
