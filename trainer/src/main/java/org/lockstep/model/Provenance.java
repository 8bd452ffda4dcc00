package org.lockstep.model;

import java.io.Serializable;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The origin of a model: everything that its bits depend on besides the code.
 *
 * @param training the settings of the run, by their keys
 * @param data the tables, and a fingerprint of the examples that does not depend on their order
 * @param versions of Lockstep, Spark, ND4J and Java
 * @param processor of the driver
 * @param blas the BLAS library and the kernel that it chose for the processor
 */
public record Provenance(
    Map<String, Object> training,
    Map<String, Object> data,
    Map<String, String> versions,
    String processor,
    String blas)
    implements Serializable {
  /** The standard errors of the validation metrics by name, in {@link #training}. */
  public static final String STANDARD_ERRORS = "validation-standard-errors";

  /**
   * The residuals |y - ŷ| of the validation examples by percent, a list for each target, in scaled
   * units; in {@link #training}.
   */
  public static final String RESIDUALS = "residual-percentiles";

  /** What the output layer was divided by for calibrated probabilities, in {@link #training}. */
  public static final String TEMPERATURE = "temperature";

  /** The {@link CrossValidation} before the training of the model, in {@link #training}. */
  public static final String CROSS_VALIDATION = "cross-validation";

  /** The same with findings of its own about the training. */
  public Provenance with(Map<String, Object> findings) {
    Map<String, Object> all = new TreeMap<>(training);
    all.putAll(findings);
    return new Provenance(all, data, versions, processor, blas);
  }

  /** What the output layer was divided by; empty if it was not. */
  public OptionalDouble temperature() {
    return training.get(TEMPERATURE) instanceof Number number
        ? OptionalDouble.of(number.doubleValue())
        : OptionalDouble.empty();
  }

  /** Sorts the maps, so that equal runs write equal manifests. */
  public Provenance {
    training = new TreeMap<>(training);
    data = new TreeMap<>(data);
    versions = new TreeMap<>(versions);
  }
}
