package org.lockstep.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lockstep.network.input.InputStage;
import org.lockstep.network.input.InputTensor;
import org.lockstep.network.input.SparseInputs;
import org.lockstep.network.input.SparseProduct;

/**
 * The shape of a network: the widths of its layers, their activations, the loss at its output,
 * dropout, layer normalisation and the input stage.
 *
 * @param widths numbers of an encoded example, units of each hidden layer and of the output; two to
 *     {@value #MOST_LAYERS} and one, each 1 or more
 * @param activations one for each layer but the input
 * @param loss at the output
 * @param dropout share of each hidden layer's units that is dropped in training; in [0, 1)
 * @param layerNorm whether the weighted inputs of each hidden layer are normalised
 * @param parametricActivation whether each hidden unit has a share α of its activation, as {@link
 *     ParametricActivation} has it
 * @param input the stage between an encoded example and the first layer; {@link InputStage#NONE} in
 *     models that do not record it
 */
public record Topology(
    List<Integer> widths,
    List<Activation> activations,
    Loss loss,
    double dropout,
    boolean layerNorm,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) @JsonSetter(nulls = Nulls.AS_EMPTY)
        boolean parametricActivation,
    @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = InputStage.OrNone.class)
        @JsonSetter(nulls = Nulls.SET)
        InputStage input)
    implements Serializable {
  /**
   * The most layers with weights. Limited because each offset is added up over the layers before
   * it.
   */
  public static final int MOST_LAYERS = 1000;

  /**
   * Checks the shape.
   *
   * @throws IllegalArgumentException if it is not a network: too few widths or too many, a width
   *     below 1, not one activation a layer, softmax before the output, a loss without the output
   *     it needs, a dropout that is no share, an input stage for other examples
   */
  public Topology(
      List<Integer> widths,
      List<Activation> activations,
      Loss loss,
      double dropout,
      boolean layerNorm,
      boolean parametricActivation,
      @Nullable InputStage input) {
    input = input == null ? InputStage.NONE : input;
    widths = List.copyOf(widths);
    activations = List.copyOf(activations);
    check(widths.size() >= 2, "a network needs an input and an output width, got " + widths);
    check(
        widths.size() <= MOST_LAYERS + 1,
        "a network has at most %,d layers, got %,d".formatted(MOST_LAYERS, widths.size() - 1));
    check(widths.stream().allMatch(w -> w >= 1), "every width must be 1 or more, got " + widths);
    check(
        activations.size() == widths.size() - 1,
        "%d layers need as many activations, got %s".formatted(widths.size() - 1, activations));
    for (Activation hidden : activations.subList(0, activations.size() - 1)) {
      check(
          !hidden.isForOutputOnly(),
          "%s belongs to the output layer alone, got %s"
              .formatted(hidden.settingsName(), activations));
    }
    Activation output = activations.get(activations.size() - 1);
    check(
        loss.output() == null || loss.output() == output,
        "the output of %s must be %s, got %s"
            .formatted(loss.settingsName(), loss.output(), output));
    check(
        !(loss instanceof Loss.Hinge) || widths.get(widths.size() - 1) >= 2,
        "hinge needs two outputs or more, one a class");
    check(
        widths.get(widths.size() - 1) % loss.outputsPerTarget() == 0,
        "%s needs %d outputs for each target, got %d"
            .formatted(
                loss.settingsName(), loss.outputsPerTarget(), widths.get(widths.size() - 1)));
    check(dropout >= 0 && dropout < 1, "dropout must be in [0, 1), got " + dropout);
    input.requireFits(widths.get(0));
    long count =
        input.parameterCount(widths.get(0)) + (long) input.sparse().width() * widths.get(1);
    for (int l = 1; l < widths.size(); l++) {
      boolean hidden = l < widths.size() - 1;
      long inputs = l == 1 ? input.outputs(widths.get(0)) : widths.get(l - 1);
      int more = 1 + (layerNorm && hidden ? 2 : 0) + (parametricActivation && hidden ? 1 : 0);
      count += (inputs + more) * widths.get(l);
      // After each layer: a sum of products of ints could overflow a long.
      check(
          count <= Integer.MAX_VALUE - 8,
          "%,d parameters do not fit one vector of 2^31 floats".formatted(count));
    }
    this.widths = widths;
    this.activations = activations;
    this.loss = loss;
    this.dropout = dropout;
    this.layerNorm = layerNorm;
    this.parametricActivation = parametricActivation;
    this.input = input;
  }

  /** A network without an input stage, whose activations have no parameters. */
  public Topology(
      List<Integer> widths,
      List<Activation> activations,
      Loss loss,
      double dropout,
      boolean layerNorm) {
    this(widths, activations, loss, dropout, layerNorm, false, InputStage.NONE);
  }

  /** A network without dropout and layer normalisation. */
  public Topology(List<Integer> widths, List<Activation> activations, Loss loss) {
    this(widths, activations, loss, 0, false);
  }

  /** Number of layers with weights: all but the input. */
  public int layerCount() {
    return activations.size();
  }

  /**
   * Units that feed the layer of index {@code layer}, which counts from 0; see {@link LayerNames}.
   */
  public int inputs(int layer) {
    return layer == 0 ? input.outputs(inputWidth()) : widths.get(layer);
  }

  /** Units of the layer of index {@code layer}, which counts from 0. */
  public int outputs(int layer) {
    return widths.get(layer + 1);
  }

  /** Numbers of an encoded example, which the input stage takes. */
  public int inputWidth() {
    return widths.get(0);
  }

  /**
   * The parameters of the input stage, which begin the parameter vector, and the weights from
   * sparse inputs, which end it.
   */
  public List<InputTensor> inputTensors() {
    List<InputTensor> tensors = new ArrayList<>(input.tensors(inputWidth()));
    if (!input.sparse().areNone()) {
      tensors.add(input.sparse().tensor(sparseOffset(), outputs(0)));
    }
    return tensors;
  }

  /** Sparse inputs, which the first layer has beside the others. */
  public SparseInputs sparse() {
    return input.sparse();
  }

  /** The weights from sparse inputs. */
  SparseProduct.Weights sparseWeights() {
    return new SparseProduct.Weights(sparseOffset(), outputs(0));
  }

  /**
   * Where the weights from sparse inputs, (width, n_out) input by input, begin in the parameter
   * vector: behind all other parameters, whose number this is.
   */
  public int sparseOffset() {
    return weightsOffset(layerCount());
  }

  /** Units of the output. */
  public int outputWidth() {
    return widths.get(widths.size() - 1);
  }

  /** Predictions: one for each class or target. */
  public int predictionWidth() {
    return outputWidth() / loss.outputsPerTarget();
  }

  /** The output that is prediction {@code i}: of several of a target one. */
  public int predictedOutput(int i) {
    return i * loss.outputsPerTarget() + loss.predictedOutput();
  }

  /** Where W of layer {@code layer}, (n_out, n_in) row by row, begins in the parameter vector. */
  public int weightsOffset(int layer) {
    int offset = (int) input.parameterCount(inputWidth());
    for (int l = 0; l < layer; l++) {
      int more = 1 + (isNormalized(l) ? 2 : 0) + (isParametric(l) ? 1 : 0);
      offset += (inputs(l) + more) * outputs(l);
    }
    return offset;
  }

  /** Where b of layer {@code layer}, n_out values, begins in the parameter vector. */
  public int biasOffset(int layer) {
    return weightsOffset(layer) + inputs(layer) * outputs(layer);
  }

  /** Whether layer {@code layer} is a hidden one: all but the last. */
  public boolean isHidden(int layer) {
    return layer < layerCount() - 1;
  }

  /** Whether layer {@code layer} has the scale and the shift of layer normalisation. */
  public boolean isNormalized(int layer) {
    return layerNorm && isHidden(layer);
  }

  /** Where γ of a normalised layer, n_out values, begins in the parameter vector. */
  public int scaleOffset(int layer) {
    return biasOffset(layer) + outputs(layer);
  }

  /** Where β of a normalised layer, n_out values, begins in the parameter vector. */
  public int shiftOffset(int layer) {
    return biasOffset(layer) + 2 * outputs(layer);
  }

  /** Whether the units of layer {@code layer} have shares of their activation. */
  public boolean isParametric(int layer) {
    return parametricActivation && isHidden(layer);
  }

  /**
   * Where α of a layer with parametric activation, n_out values, begins in the parameter vector.
   */
  public int activationOffset(int layer) {
    return weightsOffset(layer + 1) - outputs(layer);
  }

  /**
   * The widths and activations, such as {@code 64 -> 128 relu -> 10 softmax}.
   *
   * @param arrow between two layers
   */
  public String layers(String arrow) {
    return IntStream.range(0, layerCount())
        .mapToObj(l -> "%d %s".formatted(outputs(l), activations.get(l).settingsName()))
        .collect(Collectors.joining(arrow, first() + arrow, ""));
  }

  private String first() {
    return input.sparse().areNone()
        ? String.valueOf(inputWidth())
        : "%d + %d sparse".formatted(inputWidth(), input.sparse().width());
  }

  @Override
  public String toString() {
    return layers(" -> ")
        + ", loss "
        + loss
        + (dropout > 0 ? ", dropout " + dropout : "")
        + (layerNorm ? ", layer-norm" : "")
        + (parametricActivation ? ", parametric-activation" : "")
        + (input.isNone() ? "" : ", " + input);
  }

  /** Length of the parameter vector. */
  public int parameterCount() {
    return sparseOffset() + input.sparse().width() * outputs(0);
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
