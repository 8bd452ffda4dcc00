package org.lockstep.encoding;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lockstep.encoding.curve.InputCurves;
import org.lockstep.encoding.curve.QuantileCurve;
import org.lockstep.encoding.curve.SmoothClip;
import org.lockstep.encoding.row.RowBuffer;

/**
 * Turns rows into the inputs of a network: {@code (float) ((x - offset) / divisor)} for each, x in
 * double precision; or what its {@link InputCurves} make of it. Not thread-safe: holds a buffer for
 * one row.
 */
public final class FeatureEncoder {
  /** Turns one column's values into inputs of the network, not yet scaled. */
  interface ColumnEncoder {
    /**
     * Encodes a row.
     *
     * @param column the index of the column among the features
     * @param to where {@link FeatureColumn#inputs} numbers are written, from {@code from} on
     * @return false if the row is to be skipped
     * @throws org.lockstep.UserException if the value cannot be encoded
     */
    boolean encode(RowValues row, int column, double[] to, int from);
  }

  private final ColumnEncoder[] columns;

  /** Those of sparse columns, in their order, and where the inputs of each begin. */
  private final List<SparseColumn.SparseEncoder> sparse = new ArrayList<>();

  private final List<Integer> bases = new ArrayList<>();
  private final int[] start;
  private final double[] offsets;
  private final double[] divisors;
  private final double[] x;

  /** One for each input; null without any. */
  private final @Nullable QuantileCurve @Nullable [] quantiles;

  /** The bound of the smooth clip of each input; 0 for none. */
  private final double[] bounds;

  /** Creates an encoder of rows. */
  public FeatureEncoder(Encoding encoding) {
    this(encoding.features(), encoding.scale(), encoding.curves());
  }

  /** Creates an encoder of columns. */
  public FeatureEncoder(List<FeatureColumn> features, LinearScale scale, InputCurves curves) {
    columns = features.stream().map(FeatureColumn::encoder).toArray(ColumnEncoder[]::new);
    start = new int[columns.length];
    int inputs = 0;
    int base = 0;
    for (int c = 0; c < columns.length; c++) {
      start[c] = inputs;
      inputs += features.get(c).inputs();
      if (columns[c] instanceof SparseColumn.SparseEncoder encoder) {
        sparse.add(encoder);
        bases.add(base);
      }
      base += features.get(c).sparseInputs();
    }
    offsets = scale.offsets();
    divisors = scale.divisors();
    x = new double[inputs];
    quantiles =
        curves.quantiles().isEmpty() ? null : curves.curves(inputs).toArray(QuantileCurve[]::new);
    bounds = curves.smoothClip().stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * Encodes a row: adds its inputs, and the run of its sparse numbers if there are sparse columns.
   *
   * @param to receives them behind what it has
   * @return false if the row is to be left out; nothing is added then
   * @throws org.lockstep.UserException if it lacks a value that it may not lack, or has one that
   *     cannot be encoded
   */
  public boolean encode(RowValues row, RowBuffer to) {
    int from = to.extend(x.length);
    if (!encode(row, to.floats(), from)) {
      to.cutTo(from);
      return false;
    }
    if (!sparse.isEmpty()) {
      to.add(sparse.stream().mapToInt(SparseColumn.SparseEncoder::count).sum());
      for (int s = 0; s < sparse.size(); s++) {
        sparse.get(s).addTo(to, bases.get(s));
      }
    }
    return true;
  }

  /**
   * Encodes the inputs of a row, without its sparse numbers.
   *
   * @param to where the inputs are written, from element {@code from} on
   * @return false if the row is to be left out; nothing is written then
   * @throws org.lockstep.UserException if it lacks a value that it may not lack, or has one that
   *     cannot be encoded
   */
  public boolean encode(RowValues row, float[] to, int from) {
    for (int c = 0; c < columns.length; c++) {
      if (!columns[c].encode(row, c, x, start[c])) {
        return false;
      }
    }
    if (quantiles == null && bounds.length == 0) {
      for (int i = 0; i < x.length; i++) {
        to[from + i] = (float) ((x[i] - offsets[i]) / divisors[i]);
      }
    } else {
      for (int i = 0; i < x.length; i++) {
        to[from + i] = (float) curved(i);
      }
    }
    return true;
  }

  private double curved(int i) {
    QuantileCurve curve = quantiles == null ? null : quantiles[i];
    double z = curve == null ? (x[i] - offsets[i]) / divisors[i] : curve.of(x[i]);
    return bounds.length == 0 || bounds[i] == 0 ? z : SmoothClip.of(z, bounds[i]);
  }
}
