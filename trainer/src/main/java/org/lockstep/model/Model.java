package org.lockstep.model;

import java.io.Serializable;
import org.lockstep.encoding.Encoding;
import org.lockstep.network.Topology;

/**
 * A trained network with the encoding of its data.
 *
 * <p>Immutable, as long as nobody writes into {@link #parameters}.
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
   * @param parameters the parameter vector, as long as the topology says
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

  /** The shape of its network. */
  public Topology topology() {
    return topology;
  }

  /** How rows become inputs, and what the outputs stand for. */
  public Encoding encoding() {
    return encoding;
  }

  /** The parameter vector itself; not to be written. */
  public float[] parameters() {
    return parameters;
  }

  /** Where it comes from. */
  public Provenance provenance() {
    return provenance;
  }

  /** The SHA-256 of its parameters: two models are the same if and only if this is. */
  public String digest() {
    return Digest.of(parameters);
  }
}
