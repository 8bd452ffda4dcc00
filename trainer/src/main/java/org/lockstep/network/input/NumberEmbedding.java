package org.lockstep.network.input;

import com.fasterxml.jackson.annotation.JsonValue;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lockstep.settings.value.Bound;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Type;
import org.lockstep.settings.value.Values;

/**
 * How a number becomes several by periodic functions of it.
 *
 * @param form the equations
 * @param frequencies of each number
 * @param width numbers that stand for one
 * @param sigma deviation of the normal distribution that the frequencies are drawn from, in periods
 *     for each unit of the scaled number
 */
public record NumberEmbedding(Form form, int frequencies, int width, double sigma)
    implements Serializable {
  /** The equations of an embedding. */
  public enum Form {
    /**
     * Periodic, linear, rectified.
     *
     * <pre>
     *   v = [sin 2πcx, cos 2πcx],  a = max(0, W v + b)
     * </pre>
     *
     * <p>Source: Gorishniy, Rubachev and Babenko, "On Embeddings for Numerical Features in Tabular
     * Deep Learning", NeurIPS 2022, equations 5 and 6; the defaults are those of its authors'
     * library.
     */
    PLR,
    /**
     * Periodic with a phase, linear, and the number itself.
     *
     * <pre>
     *   v = cos(2πcx + φ),  a = [x, W v + b]
     * </pre>
     *
     * <p>Source: Holzmüller, Grinsztajn and Steinwart, "Better by Default", NeurIPS 2024, section 3
     * (periodic bias linear DenseNet) and its table of RealMLP's defaults.
     */
    PBLD;

    /** Its name in settings and manifests. */
    @JsonValue
    public String settingsName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Setting<Integer> FREQUENCIES =
      Setting.of(
          "frequencies",
          Values.wholeNumber(1, 4096),
          null,
          "The learned frequencies of each number; unless set, 48 with plr and 16 with pbld.");

  private static final Setting<Integer> WIDTH =
      Setting.of(
          "width",
          Values.wholeNumber(2, 4096),
          null,
          "The numbers that stand for one, with pbld the number itself among them; unless set, 24"
              + " with plr and 4 with pbld.");

  private static final Setting<Double> SIGMA =
      Setting.of(
          "sigma",
          Values.number(Bound.POSITIVE, "0.1"),
          null,
          "The deviation of the normal distribution that the frequencies are drawn from, in periods"
              + " for each unit of the scaled number; unless set, 0.01 with plr and 0.1 with pbld.");

  /** Each form once, and none. */
  public static final List<Type<Optional<NumberEmbedding>>> TYPES =
      List.of(
          Type.of("none", block -> Optional.empty()),
          type(Form.PLR, 48, 24, 0.01),
          type(Form.PBLD, 16, 4, 0.1));

  /**
   * Checks the numbers.
   *
   * @throws org.lockstep.OutOfBoundsException if one is outside its bounds
   */
  public NumberEmbedding {
    FREQUENCIES.check(frequencies);
    WIDTH.check(width);
    SIGMA.check(sigma);
  }

  private static Type<Optional<NumberEmbedding>> type(
      Form form, int frequencies, int width, double sigma) {
    Setting<Integer> k = FREQUENCIES.withUsual(frequencies);
    Setting<Integer> d = WIDTH.withUsual(width);
    Setting<Double> s = SIGMA.withUsual(sigma);
    return Type.of(
        form.settingsName(),
        block -> Optional.of(new NumberEmbedding(form, block.get(k), block.get(d), block.get(s))),
        k,
        d,
        s);
  }

  /** Waves of each number: two a frequency, or one. */
  int waves() {
    return form == Form.PLR ? 2 : 1;
  }

  /** Numbers that the linear layer gives for one. */
  int linearWidth() {
    return form == Form.PLR ? width : width - 1;
  }
}
