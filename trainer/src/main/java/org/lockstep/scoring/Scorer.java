package org.lockstep.scoring;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lockstep.UserException;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.FeatureEncoder;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFiles;
import org.lockstep.network.Inference;

/**
 * A model that answers for rows of plain Java values, bit for bit as {@code predict} does.
 *
 * <p>A row is a map from the names of the feature columns to values: a {@code Number} or {@code
 * Boolean} for a number, a {@code double[]}, {@code float[]} or list of them for an array or a
 * vector, a {@code String} for a word, a {@code LocalDate}, {@code Instant} or {@code
 * LocalDateTime} (taken as UTC) for a day or a time, null for a value that is missing. Other keys
 * are not looked at.
 *
 * <p>Immutable and for any number of threads; each keeps its memory between calls.
 */
public final class Scorer {
  private final Encoding encoding;
  private final Inference inference;
  private final ThreadLocal<Session> sessions = ThreadLocal.withInitial(Session::new);

  /** Takes a model that has been read. */
  public Scorer(Model model) {
    encoding = model.encoding();
    inference = new Inference(model.topology(), model.parameters());
  }

  /**
   * Reads a model.
   *
   * @param folder that training wrote as its output
   * @throws UserException if there is no model, or its files are damaged
   */
  public static Scorer load(Path folder) {
    return new Scorer(ModelFiles.read(folder));
  }

  /** The classes in the order of the probabilities; none for a regression. */
  public List<Object> labels() {
    return encoding.target() instanceof TargetEncoding.Classes classes
        ? classes.labels()
        : List.of();
  }

  /**
   * Answers for a row.
   *
   * @return empty if the model leaves such rows out: they lack a value, or have a word that it does
   *     not know, and it was trained to skip those
   * @throws UserException if the row lacks a column, or has a value that the model cannot take
   */
  public Optional<Answer> score(Map<String, ?> row) {
    return score(List.of(row)).get(0);
  }

  /**
   * Answers for rows, one each in their order.
   *
   * @throws UserException if one lacks a column, or has a value that the model cannot take
   */
  public List<Optional<Answer>> score(List<? extends Map<String, ?>> rows) {
    return sessions.get().score(rows);
  }

  /** One thread's memory. */
  private final class Session {
    private static final int ROWS = 64;

    private final JavaRow row = new JavaRow(encoding.features());
    private final FeatureEncoder encoder =
        new FeatureEncoder(encoding.features(), encoding.scale());
    private final Inference.Session network = inference.session();
    private final int inputs = encoding.inputWidth();
    private final int outputs = encoding.target().outputs();
    private final float[] x = new float[ROWS * inputs];
    private final float[] a = new float[ROWS * outputs];
    private final boolean[] isAnswered = new boolean[ROWS];

    List<Optional<Answer>> score(List<? extends Map<String, ?>> rows) {
      List<Optional<Answer>> answers = new ArrayList<>(rows.size());
      for (int from = 0; from < rows.size(); from += ROWS) {
        List<? extends Map<String, ?>> batch =
            rows.subList(from, Math.min(rows.size(), from + ROWS));
        int m = 0;
        for (int r = 0; r < batch.size(); r++) {
          isAnswered[r] = encoder.encode(row.of(batch.get(r)), x, m * inputs);
          m += isAnswered[r] ? 1 : 0;
        }
        network.forward(x, m, a);
        int next = 0;
        for (int r = 0; r < batch.size(); r++) {
          answers.add(isAnswered[r] ? Optional.of(answer(next++ * outputs)) : Optional.empty());
        }
      }
      return answers;
    }

    private Answer answer(int from) {
      if (encoding.target() instanceof TargetEncoding.Numbers numbers) {
        List<Double> values = new ArrayList<>(outputs);
        for (int i = 0; i < outputs; i++) {
          values.add(numbers.unscaled(i, a[from + i]));
        }
        return new Answer.Numbers(values);
      }
      List<Float> probabilities = new ArrayList<>(outputs);
      for (int i = 0; i < outputs; i++) {
        probabilities.add(a[from + i]);
      }
      int best = TargetEncoding.Classes.mostProbable(a, from, outputs);
      return new Answer.Label(labels().get(best), probabilities);
    }
  }
}
