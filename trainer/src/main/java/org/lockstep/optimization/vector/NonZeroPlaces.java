package org.lockstep.optimization.vector;

import java.util.ArrayList;
import java.util.List;

/**
 * The places of a vector whose end is a matrix of which few rows are not 0: all before the matrix,
 * and these rows.
 *
 * @param matrix where the matrix begins
 * @param width numbers of a row
 * @param rows the indices of the rows that may be other than 0, ascending; kept, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record NonZeroPlaces(int matrix, int width, int[] rows) {
  /** Whether all numbers are finite. */
  boolean areFinite(float[] vector) {
    boolean areFinite = Sums.isFinite(vector, 0, matrix);
    for (int r = 0; r < rows.length && areFinite; r++) {
      int from = matrix + rows[r] * width;
      areFinite = Sums.isFinite(vector, from, from + width);
    }
    return areFinite;
  }

  /** The parts of a group of parameters that lie in these places. */
  List<ParameterGroup> of(ParameterGroup group) {
    List<ParameterGroup> parts = new ArrayList<>();
    List<ParameterRange> before = new ArrayList<>();
    for (ParameterRange range : group.ranges()) {
      if (range.to() <= matrix) {
        before.add(range);
      } else if (range.from() < matrix) {
        before.add(part(range, range.from(), matrix));
      }
    }
    if (!before.isEmpty()) {
      parts.add(new ParameterGroup(group.factor(), before));
    }
    for (ParameterRange range : group.ranges()) {
      if (range.to() > matrix) {
        addRows(range, group.factor(), parts);
      }
    }
    return parts;
  }

  private void addRows(ParameterRange range, double factor, List<ParameterGroup> parts) {
    for (int r = 0, next; r < rows.length; r = next) {
      next = r + 1;
      while (next < rows.length && rows[next] == rows[next - 1] + 1) {
        next++;
      }
      int from = Math.max(range.from(), matrix + rows[r] * width);
      int to = Math.min(range.to(), matrix + (rows[next - 1] + 1) * width);
      if (from < to) {
        parts.add(new ParameterGroup(factor, List.of(part(range, from, to))));
      }
    }
  }

  private static ParameterRange part(ParameterRange range, int from, int to) {
    return new ParameterRange(
        range.layer(), range.kind(), from, to, range.rowLength(), range.isInputByInput());
  }
}
