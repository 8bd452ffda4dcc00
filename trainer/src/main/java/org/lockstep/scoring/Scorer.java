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
import org.lockstep.encoding.row.RowBuffer;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFiles;
import org.lockstep.network.Inference;
import org.lockstep.network.Loss;
import org.lockstep.network.Quantiles;

/**
 * Predicts rows of plain Java values, bit for bit as {@code predict} does.
 *
 * <p>A row is a map from the names of the feature columns to values: a {@code Number} or {@code
 * Boolean} for a number, a {@code double[]}, {@code float[]} or list of them for an array or a
 * vector, or a map from indices to numbers for a vector that is kept sparse, a {@code String} for a
 * word, a {@code LocalDate}, {@code Instant} or {@code LocalDateTime} (taken as UTC) for a date or
 * a time, null for a missing value. Other keys are ignored.
 *
 * <p>Thread-safe; each thread keeps its buffers between calls.
 */
public final class Scorer {
  private final Encoding encoding;
  private final Inference inference;
  private final Loss loss;
  private final ThreadLocal<Session> sessions = ThreadLocal.withInitial(Session::new);

  /** Creates a scorer of a model. */
  public Scorer(Model model) {
    encoding = model.encoding();
    inference = new Inference(model.topology(), model.parameters());
    loss = model.topology().loss();
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

  /** The classes in the order of the probabilities; empty for a regression. */
  public List<Object> labels() {
    return encoding.target() instanceof TargetEncoding.Classes classes
        ? classes.labels()
        : List.of();
  }

  /**
   * Predicts a row.
   *
   * @return empty if the model skips such rows: a value is missing or a word is unknown, and the
   *     model was trained to skip these
   * @throws UserException if the row lacks a column, or has a value that the model cannot take
   */
  public Optional<RowPrediction> score(Map<String, ?> row) {
    return score(List.of(row)).get(0);
  }

  /**
   * Predicts rows; the predictions are in the order of the rows.
   *
   * @throws UserException if one lacks a column, or has a value that the model cannot take
   */
  public List<Optional<RowPrediction>> score(List<? extends Map<String, ?>> rows) {
    return sessions.get().score(rows);
  }

  /** The buffers of one thread. */
  private final class Session {
    private static final int ROWS = 64;

    private final JavaRow row = new JavaRow(encoding.features());
    private final FeatureEncoder encoder = new FeatureEncoder(encoding);
    private final Inference.Session network = inference.sessionOfAllOutputs();
    private final int perTarget = loss.outputsPerTarget();
    private final int outputs = encoding.target().outputs() * perTarget;
    private final RowBuffer x = new RowBuffer(ROWS * encoding.inputsAlone().usual());
    private final float[] a = new float[ROWS * outputs];
    private final boolean[] isEncoded = new boolean[ROWS];

    List<Optional<RowPrediction>> score(List<? extends Map<String, ?>> rows) {
      List<Optional<RowPrediction>> predictions = new ArrayList<>(rows.size());
      for (int from = 0; from < rows.size(); from += ROWS) {
        List<? extends Map<String, ?>> batch =
            rows.subList(from, Math.min(rows.size(), from + ROWS));
        int m = 0;
        x.clear();
        for (int r = 0; r < batch.size(); r++) {
          isEncoded[r] = encoder.encode(row.of(batch.get(r)), x);
          m += isEncoded[r] ? 1 : 0;
        }
        network.forward(x.floats(), m, a);
        int next = 0;
        for (int r = 0; r < batch.size(); r++) {
          predictions.add(
              isEncoded[r] ? Optional.of(prediction(next++ * outputs)) : Optional.empty());
        }
      }
      return predictions;
    }

    private RowPrediction prediction(int from) {
      if (encoding.target() instanceof TargetEncoding.Numbers numbers) {
        List<Double> values = new ArrayList<>();
        List<List<Double>> quantiles = new ArrayList<>();
        for (int i = 0; i < numbers.outputs(); i++) {
          int at = from + i * perTarget;
          values.add(numbers.predicted(i, a[at + loss.predictedOutput()]));
          if (perTarget > 1 && loss instanceof Quantiles several) {
            quantiles.add(predicted(numbers, i, several.sorted(a, at)));
          }
        }
        return new RowPrediction.Values(values, quantiles);
      }
      List<Float> probabilities = new ArrayList<>(outputs);
      for (int i = 0; i < outputs; i++) {
        probabilities.add(a[from + i]);
      }
      TargetEncoding.Classes classes = (TargetEncoding.Classes) encoding.target();
      int best = classes.decision().predicted(a, from, outputs);
      return new RowPrediction.Label(classes.labels().get(best), probabilities);
    }

    private static List<Double> predicted(
        TargetEncoding.Numbers numbers, int target, float[] outputs) {
      List<Double> values = new ArrayList<>();
      for (float output : outputs) {
        values.add(numbers.predicted(target, output));
      }
      return values;
    }
  }
}
