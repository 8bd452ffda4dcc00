package org.lockstep.settings;

import java.util.List;
import java.util.Locale;
import org.lockstep.network.Activation;
import org.lockstep.network.Kernel;
import org.lockstep.network.Loss;
import org.lockstep.optimization.schedule.Annealing;

/**
 * The part of the network that does not follow from the data, and the kernel that computes it in
 * training.
 *
 * @param hidden units of each hidden layer, from the input to the output; may be empty
 * @param units what the hidden units compute
 * @param initialization how the first parameters are drawn
 * @param input the stage before the first layer
 * @param loss of the output; with the task it determines the activation of the output layer
 * @param kernel computes the matrix products
 */
public record NetworkSettings(
    List<Integer> hidden,
    Units units,
    Initialization initialization,
    InputSettings input,
    Loss loss,
    Kernel kernel) {
  /**
   * What the units of all hidden layers compute.
   *
   * @param activation their activation
   * @param parametricActivation whether each learns how much of it to apply
   * @param dropout share of each layer's units that is dropped in training; in [0, 1)
   * @param dropoutSchedule how that share changes over the run
   * @param layerNorm whether the weighted inputs are normalised
   */
  public record Units(
      Activation activation,
      boolean parametricActivation,
      double dropout,
      Annealing dropoutSchedule,
      boolean layerNorm) {
    /**
     * Checks the settings.
     *
     * @throws org.lockstep.OutOfBoundsException if one is outside its bounds
     */
    public Units {
      NetworkKeys.ACTIVATION.check(activation);
      NetworkKeys.DROPOUT.check(dropout);
    }
  }

  /** How the first parameters are drawn. */
  public enum Initialization {
    /** By the rule of the activation; biases are 0. */
    RANDOM,

    /** Fitted to the values that each unit has on some examples. */
    DATA_DRIVEN;

    /** Its name in settings and manifests. */
    public String settingsName() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * Checks the settings.
   *
   * @throws org.lockstep.OutOfBoundsException if one is outside its bounds
   */
  public NetworkSettings {
    hidden = List.copyOf(hidden);
    NetworkKeys.HIDDEN.check(hidden);
  }

  /** A network whose activations have no parameters, and whose dropout stays as it is. */
  public NetworkSettings(
      List<Integer> hidden,
      Activation activation,
      double dropout,
      boolean layerNorm,
      Loss loss,
      Kernel kernel) {
    this(
        hidden,
        new Units(activation, false, dropout, Annealing.CONSTANT, layerNorm),
        Initialization.RANDOM,
        InputSettings.NONE,
        loss,
        kernel);
  }

  /** A network without dropout and layer normalisation, by the kernel that is the default. */
  public static NetworkSettings of(List<Integer> hidden, Activation activation, Loss loss) {
    return new NetworkSettings(hidden, activation, 0, false, loss, Kernel.ND4J);
  }

  /** The activation of the hidden layers. */
  public Activation activation() {
    return units.activation;
  }

  /** The share of each hidden layer's units that is dropped in training. */
  public double dropout() {
    return units.dropout;
  }

  /** Whether the weighted inputs of the hidden layers are normalised. */
  public boolean layerNorm() {
    return units.layerNorm;
  }

  /** The same network with other hidden layers. */
  public NetworkSettings withHidden(List<Integer> other) {
    return new NetworkSettings(other, units, initialization, input, loss, kernel);
  }

  /** The same network with other hidden units. */
  public NetworkSettings withUnits(Units other) {
    return new NetworkSettings(hidden, other, initialization, input, loss, kernel);
  }

  /** The same network with another activation of the hidden layers. */
  public NetworkSettings withActivation(Activation other) {
    return withUnits(
        new Units(
            other,
            units.parametricActivation,
            units.dropout,
            units.dropoutSchedule,
            units.layerNorm));
  }

  /** The same network with another share of units that is dropped. */
  public NetworkSettings withDropout(double other) {
    return withUnits(
        new Units(
            units.activation,
            units.parametricActivation,
            other,
            units.dropoutSchedule,
            units.layerNorm));
  }

  /** The same network with or without layer normalisation. */
  public NetworkSettings withLayerNorm(boolean other) {
    return withUnits(
        new Units(
            units.activation,
            units.parametricActivation,
            units.dropout,
            units.dropoutSchedule,
            other));
  }

  /** The same network whose first parameters are drawn otherwise. */
  public NetworkSettings withInitialization(Initialization other) {
    return new NetworkSettings(hidden, units, other, input, loss, kernel);
  }

  /** The same network with another stage before the first layer. */
  public NetworkSettings withInput(InputSettings other) {
    return new NetworkSettings(hidden, units, initialization, other, loss, kernel);
  }

  /** The same network with another loss. */
  public NetworkSettings withLoss(Loss other) {
    return new NetworkSettings(hidden, units, initialization, input, other, kernel);
  }

  /** The same network computed by another kernel. */
  public NetworkSettings withKernel(Kernel other) {
    return new NetworkSettings(hidden, units, initialization, input, loss, other);
  }
}
