package org.lockstep.settings;

import java.util.List;
import org.lockstep.network.Activation;
import org.lockstep.network.Kernel;
import org.lockstep.network.Loss;

/**
 * The part of the network that does not follow from the data, and the kernel that computes it in
 * training.
 *
 * @param hidden units of each hidden layer, from the input to the output; may be empty
 * @param activation of the hidden layers
 * @param dropout share of each hidden layer's units that is dropped in training; in [0, 1)
 * @param layerNorm whether the weighted inputs of the hidden layers are normalised
 * @param input of the stage before the first layer
 * @param loss of the output; with the task it determines the activation of the output layer
 * @param kernel computes the matrix products
 */
public record NetworkSettings(
    List<Integer> hidden,
    Activation activation,
    double dropout,
    boolean layerNorm,
    InputSettings input,
    Loss loss,
    Kernel kernel) {
  /**
   * Checks the settings.
   *
   * @throws org.lockstep.OutOfBoundsException if one is outside its bounds
   */
  public NetworkSettings {
    hidden = List.copyOf(hidden);
    NetworkKeys.HIDDEN.check(hidden);
    NetworkKeys.ACTIVATION.check(activation);
    NetworkKeys.DROPOUT.check(dropout);
  }

  /** A network without dropout and layer normalisation, by the kernel that is the default. */
  public static NetworkSettings of(List<Integer> hidden, Activation activation, Loss loss) {
    return new NetworkSettings(hidden, activation, 0, false, InputSettings.NONE, loss, Kernel.ND4J);
  }

  /** The same network with other hidden layers. */
  public NetworkSettings withHidden(List<Integer> other) {
    return new NetworkSettings(other, activation, dropout, layerNorm, input, loss, kernel);
  }

  /** The same network with another activation of the hidden layers. */
  public NetworkSettings withActivation(Activation other) {
    return new NetworkSettings(hidden, other, dropout, layerNorm, input, loss, kernel);
  }

  /** The same network with another share of units that is dropped. */
  public NetworkSettings withDropout(double other) {
    return new NetworkSettings(hidden, activation, other, layerNorm, input, loss, kernel);
  }

  /** The same network with or without layer normalisation. */
  public NetworkSettings withLayerNorm(boolean other) {
    return new NetworkSettings(hidden, activation, dropout, other, input, loss, kernel);
  }

  /** The same network with another input stage. */
  public NetworkSettings withInput(InputSettings other) {
    return new NetworkSettings(hidden, activation, dropout, layerNorm, other, loss, kernel);
  }

  /** The same network with another loss. */
  public NetworkSettings withLoss(Loss other) {
    return new NetworkSettings(hidden, activation, dropout, layerNorm, input, other, kernel);
  }

  /** The same network computed by another kernel. */
  public NetworkSettings withKernel(Kernel other) {
    return new NetworkSettings(hidden, activation, dropout, layerNorm, input, loss, other);
  }
}
