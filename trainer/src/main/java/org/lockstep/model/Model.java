package org.lockstep.model;

import java.io.Serializable;
import org.lockstep.encoding.Encoding;
import org.lockstep.network.Topology;

/**
 * A trained network with the encoding of its data.
 *
 * <p>Immutable; callers must not write to the array of {@link #parameters}.
 */
public final class Model implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Topology topology;
  private final Encoding encoding;
  private final float[] parameters;
  private final Provenance provenance;

  /**
   * Creates a model.
   *
   * @param parameters the parameter vector; its length must be that of the topology
   */
  public Model(Topology topology, Encoding encoding, float[] parameters, Provenance provenance) {
    if (parameters.length != topology.parameterCount()) {
      throw new IllegalArgumentException(
          "%,d parameters for a network of %,d"
              .formatted(parameters.length, topology.parameterCount()));
    }
    this.topology = topology;
    this.encoding = encoding;
    this.parameters = parameters;
    this.provenance = provenance;
  }

  /** The shape of the network. */
  public Topology topology() {
    return topology;
  }

  /** The encoding of rows as inputs, and the meaning of the outputs. */
  public Encoding encoding() {
    return encoding;
  }

  /** The parameter vector itself, not a copy; must not be changed. */
  public float[] parameters() {
    return parameters;
  }

  /** The run that the model was trained by. */
  public Provenance provenance() {
    return provenance;
  }

  /** The SHA-256 of the parameters. */
  public String digest() {
    return Digest.of(parameters);
  }
}
