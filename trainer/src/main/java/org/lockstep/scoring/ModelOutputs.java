package org.lockstep.scoring;

import java.util.List;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.model.Model;
import org.lockstep.network.Inference;

/**
 * What a model predicts for encoded rows, as numbers that can be averaged and compared: the
 * probability of each class, or each target in the units of the data.
 *
 * <p>Thread-safe; each thread needs its own {@link Session}.
 */
public final class ModelOutputs {
  /** The most rows of a call. */
  public static final int ROWS = 64;

  private final Inference inference;
  private final TargetEncoding target;

  /** The outputs of a model. */
  public ModelOutputs(Model model) {
    inference = new Inference(model.topology(), model.parameters());
    target = model.encoding().target();
  }

  /** How many there are. */
  public int count() {
    return target.outputs();
  }

  /** Their names: the labels of the classes, or the targets. */
  public static List<String> names(TargetEncoding target) {
    return target instanceof TargetEncoding.Numbers numbers
        ? numbers.outputNames()
        : ((TargetEncoding.Classes) target).labels().stream().map(String::valueOf).toList();
  }

  /** Creates a session of one thread. */
  public Session session() {
    return new Session();
  }

  /** Computes outputs on one thread. */
  public final class Session {
    private final Inference.Session network = inference.session();
    private final int outputs = count();
    private final float[] a = new float[ROWS * outputs];

    private Session() {}

    /**
     * Computes the outputs of rows.
     *
     * @param rows the inputs of the first row, then of the second, ...
     * @param m their number, {@value ModelOutputs#ROWS} at most
     * @param to where the outputs are written, row after row
     */
    public void compute(float[] rows, int m, double[] to) {
      network.forward(rows, m, a);
      for (int i = 0; i < m * outputs; i++) {
        to[i] =
            target instanceof TargetEncoding.Numbers numbers
                ? numbers.predicted(i % outputs, a[i])
                : a[i];
      }
    }
  }
}
