package org.lockstep.encoding;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lockstep.SparseRun;
import org.lockstep.encoding.curve.InputCurves;
import org.lockstep.encoding.row.RowShape;

/**
 * Converts a row to the inputs and the target of the network; part of the model.
 *
 * @param features the columns that feed the network, in the order of its inputs
 * @param scale the scaling of each input
 * @param target the meaning of the outputs
 * @param curves what inputs go through beside their scale; {@link InputCurves#NONE} in models that
 *     do not record it
 */
public record Encoding(
    List<FeatureColumn> features,
    LinearScale scale,
    TargetEncoding target,
    @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = InputCurves.OrNone.class)
        @JsonSetter(nulls = Nulls.SET)
        InputCurves curves)
    implements Serializable {
  /** Copies the list. */
  public Encoding(
      List<FeatureColumn> features,
      LinearScale scale,
      TargetEncoding target,
      @Nullable InputCurves curves) {
    this.features = List.copyOf(features);
    this.scale = scale;
    this.target = target;
    this.curves = curves == null ? InputCurves.NONE : curves;
  }

  /** Linear scales alone. */
  public Encoding(List<FeatureColumn> features, LinearScale scale, TargetEncoding target) {
    this(features, scale, target, InputCurves.NONE);
  }

  /** The same features with another target. */
  public Encoding with(TargetEncoding other) {
    return new Encoding(features, scale, other, curves);
  }

  /** The same for columns of other names. */
  public Encoding withFeatures(List<FeatureColumn> others) {
    return new Encoding(others, scale, target, curves);
  }

  /** The encoding of one of the features, by its place among them. */
  public Encoding ofFeature(int place) {
    int from = features.subList(0, place).stream().mapToInt(FeatureColumn::inputs).sum();
    int to = from + features.get(place).inputs();
    LinearScale own =
        new LinearScale(scale.offset().subList(from, to), scale.divisor().subList(from, to));
    return new Encoding(List.of(features.get(place)), own, target, curves.slice(from, to));
  }

  /** Inputs of the network. */
  @JsonIgnore
  public int inputWidth() {
    return features.stream().mapToInt(FeatureColumn::inputs).sum();
  }

  /**
   * Checks an encoding that was read from a file.
   *
   * @param inputs of the network
   * @param outputs of the network
   * @throws IllegalArgumentException if the columns or the target do not fit the network, or a part
   *     is inconsistent
   */
  public void requireSound(int inputs, int outputs) {
    Rules.requireDistinct("the features", features.stream().map(FeatureColumn::name).toList());
    features.forEach(FeatureColumn::requireSound);
    long width = features.stream().mapToLong(FeatureColumn::inputs).sum();
    Rules.require(
        width == inputs,
        () -> "the features fill %,d inputs, the network has %,d".formatted(width, inputs));
    Rules.require(
        features.stream().mapToLong(FeatureColumn::sparseInputs).sum() <= SparseRun.MOST_WIDTH,
        () -> "the sparse columns have more than %,d numbers".formatted(SparseRun.MOST_WIDTH));
    scale.requireSound("the features", inputs);
    curves.requireSound(inputs);
    target.requireSound();
    Rules.require(
        target.outputs() == outputs,
        () ->
            "the target has %,d %s, the network %,d outputs"
                .formatted(
                    target.outputs(),
                    target instanceof TargetEncoding.Classes ? "labels" : "columns",
                    outputs));
  }

  /**
   * Numbers that the columns give the network, those of sparse vectors too: these are not counted
   * beside the input for a missing one.
   */
  @JsonIgnore
  public int allInputs() {
    return features.stream()
        .mapToInt(column -> Math.max(column.inputs(), column.sparseInputs()))
        .sum();
  }

  /** Sparse inputs of the network, which an example has beside the others. */
  @JsonIgnore
  public int sparseWidth() {
    return features.stream().mapToInt(FeatureColumn::sparseInputs).sum();
  }

  /** The shape of an encoded example without a target. */
  @JsonIgnore
  public RowShape inputsAlone() {
    int present =
        features.stream()
            .mapToInt(column -> column instanceof SparseColumn sparse ? sparse.present() : 0)
            .sum();
    return new RowShape(inputWidth(), 0, present);
  }

  /**
   * The shape of an encoded example: its inputs, a run of sparse numbers if there are sparse
   * inputs, its class index or its scaled targets.
   *
   * @param weights floats for its weight: 1, or 0 without
   */
  public RowShape shape(int weights) {
    RowShape inputs = inputsAlone();
    return new RowShape(inputs.inputs(), target.storedWidth() + weights, inputs.present());
  }
}
