package org.lockstep.jobs.console;

import static java.util.Comparator.comparingInt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import me.tongfei.progressbar.ProgressBarRenderer;
import me.tongfei.progressbar.ProgressState;
import org.lockstep.NumberFormats;

/**
 * Renders the progress of a run as one line: <code>
 * epoch  4/30  ████░░░░   12%   83/690  loss 0.4123
 * validation 0.1077  12,345 rows/s  0:12 left</code>, or as much of it as fits.
 */
final class ProgressLine implements ProgressBarRenderer {
  private static final int LEAST_BAR = 10;
  private static final int MOST_BAR = 40;
  private static final String GAP = "  ";

  private final Pace pace;
  private final EpochLoss loss;
  private final UnaryOperator<String> paint;
  private volatile double validationLoss = Double.NaN;

  /** A part of the line. If the line is too narrow, the part with the highest rank is left out. */
  private record Part(int rank, String text) {}

  /**
   * Creates the line of one run.
   *
   * @param loss the running loss of the run
   * @param paint colours the completed part of the bar
   */
  ProgressLine(Pace pace, EpochLoss loss, UnaryOperator<String> paint) {
    this.pace = pace;
    this.loss = loss;
    this.paint = paint;
  }

  /** Sets the loss of the latest validation. */
  void validated(double validationLoss) {
    this.validationLoss = validationLoss;
  }

  @Override
  public String render(ProgressState state, int columns) {
    List<Part> parts = parts(state);
    while (parts.size() > 1 && width(parts) + GAP.length() + LEAST_BAR > columns) {
      parts.remove(Collections.max(parts, comparingInt(Part::rank)));
    }
    int room = Math.min(MOST_BAR, columns - width(parts) - GAP.length());
    List<String> texts = new ArrayList<>(parts.stream().map(Part::text).toList());
    if (room > 0) {
      texts.add(1, bar(state.getNormalizedProgress(), room));
    }
    return String.join(GAP, texts);
  }

  /** All parts, in the order in which they are shown. */
  private List<Part> parts(ProgressState state) {
    List<Part> parts = new ArrayList<>();
    long iteration = state.getCurrent();
    int epoch = Math.max(1, loss.epoch());
    parts.add(new Part(0, "epoch " + ratio(epoch, pace.plan().epochs())));
    parts.add(new Part(1, "%3d%%".formatted((int) (100 * state.getNormalizedProgress()))));
    parts.add(new Part(5, ratio(iteration, state.getMax())));
    if (iteration == state.getStart()) {
      return parts;
    }
    parts.add(new Part(2, "loss " + NumberFormats.decimals(loss.mean())));
    if (!Double.isNaN(validationLoss)) {
      parts.add(new Part(4, "validation " + NumberFormats.decimals(validationLoss)));
    }
    double seconds = state.getElapsedAfterStart().toNanos() * 1e-9;
    parts.add(new Part(6, pace.speed(iteration, seconds)));
    parts.add(new Part(3, pace.timeLeft(iteration, seconds)));
    return parts;
  }

  /** Such as {@code 83/690}, padded so that the width does not change during the run. */
  private static String ratio(long part, long whole) {
    String all = String.format(Locale.ROOT, "%,d", whole);
    return String.format(Locale.ROOT, "%," + all.length() + "d/%s", part, all);
  }

  private static int width(List<Part> parts) {
    return parts.stream().mapToInt(part -> part.text().length()).sum()
        + GAP.length() * (parts.size() - 1);
  }

  private String bar(double done, int length) {
    int full = (int) (done * length);
    return paint.apply("█".repeat(full)) + "░".repeat(length - full);
  }
}
