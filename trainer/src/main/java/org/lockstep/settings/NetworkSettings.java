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
 * @param activation of the hidden layers
 * @param dropout share of each hidden layer's units that is dropped in training; in [0, 1)
 * @param layerNorm whether the weighted inputs of the hidden layers are normalised
 * @param more what a plain network does not have
 * @param loss of the output; with the task it determines the activation of the output layer
 * @param kernel computes the matrix products
 */
public record NetworkSettings(
    List<Integer> hidden,
    Activation activation,
    double dropout,
    boolean layerNorm,
    More more,
    Loss loss,
    Kernel kernel) {
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
   * What a plain network does not have.
   *
   * @param parametricActivation whether each hidden unit learns how much of its activation to apply
   * @param dropoutSchedule how the share that is dropped changes over the run
   * @param initialization how the first parameters are drawn
   * @param input the stage before the first layer
   */
  public record More(
      boolean parametricActivation,
      Annealing dropoutSchedule,
      Initialization initialization,
      InputSettings input) {
    /** A plain network. */
    public static final More NONE =
        new More(false, Annealing.CONSTANT, Initialization.RANDOM, InputSettings.NONE);
  }

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
    return new NetworkSettings(hidden, activation, 0, false, More.NONE, loss, Kernel.ND4J);
  }

  /** Whether each hidden unit learns how much of its activation to apply. */
  public boolean parametricActivation() {
    return more.parametricActivation();
  }

  /** How the share of units that is dropped changes over the run. */
  public Annealing dropoutSchedule() {
    return more.dropoutSchedule();
  }

  /** How the first parameters are drawn. */
  public Initialization initialization() {
    return more.initialization();
  }

  /** The stage before the first layer. */
  public InputSettings input() {
    return more.input();
  }

  /** The same network with other hidden layers. */
  public NetworkSettings withHidden(List<Integer> other) {
    return new NetworkSettings(other, activation, dropout, layerNorm, more, loss, kernel);
  }

  /** The same network with another activation of the hidden layers. */
  public NetworkSettings withActivation(Activation other) {
    return new NetworkSettings(hidden, other, dropout, layerNorm, more, loss, kernel);
  }

  /** The same network with another share of units that is dropped. */
  public NetworkSettings withDropout(double other) {
    return new NetworkSettings(hidden, activation, other, layerNorm, more, loss, kernel);
  }

  /** The same network with or without layer normalisation. */
  public NetworkSettings withLayerNorm(boolean other) {
    return new NetworkSettings(hidden, activation, dropout, other, more, loss, kernel);
  }

  /** The same network with another loss. */
  public NetworkSettings withLoss(Loss other) {
    return new NetworkSettings(hidden, activation, dropout, layerNorm, more, other, kernel);
  }

  /** The same network computed by another kernel. */
  public NetworkSettings withKernel(Kernel other) {
    return new NetworkSettings(hidden, activation, dropout, layerNorm, more, loss, other);
  }

  /** The same network with or without parameters of its activations. */
  public NetworkSettings withParametricActivation(boolean other) {
    return with(new More(other, dropoutSchedule(), initialization(), input()));
  }

  /** The same network whose share of dropped units changes otherwise. */
  public NetworkSettings withDropoutSchedule(Annealing other) {
    return with(new More(parametricActivation(), other, initialization(), input()));
  }

  /** The same network whose first parameters are drawn otherwise. */
  public NetworkSettings withInitialization(Initialization other) {
    return with(new More(parametricActivation(), dropoutSchedule(), other, input()));
  }

  /** The same network with another input stage. */
  public NetworkSettings withInput(InputSettings other) {
    return with(new More(parametricActivation(), dropoutSchedule(), initialization(), other));
  }

  private NetworkSettings with(More other) {
    return new NetworkSettings(hidden, activation, dropout, layerNorm, other, loss, kernel);
  }
}
