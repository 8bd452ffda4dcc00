package org.lockstep.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A scaling with its numbers: place i becomes {@code (x - offset_i) / divisor_i}, computed in
 * double precision.
 *
 * @param offset one for each place
 * @param divisor one for each place; not 0
 */
public record LinearScale(List<Double> offset, List<Double> divisor) implements Serializable {
  /** Copies the lists. */
  public LinearScale {
    offset = List.copyOf(offset);
    divisor = List.copyOf(divisor);
  }

  /** Fits the scaling to the places of some columns; a constant place only loses its offset. */
  static LinearScale fit(Scaling scaling, List<ColumnSurvey> columns) {
    List<Double> offset = new ArrayList<>();
    List<Double> divisor = new ArrayList<>();
    for (ColumnSurvey column : columns) {
      for (int i = 0; i < column.width(); i++) {
        ColumnSurvey.Place place = column.place(i);
        double spread =
            switch (scaling) {
              case NONE -> 1;
              case STANDARD -> place.standardDeviation();
              case MIN_MAX -> place.max - place.min;
            };
        offset.add(
            switch (scaling) {
              case NONE -> 0.0;
              case STANDARD -> place.mean();
              case MIN_MAX -> place.min;
            });
        divisor.add(spread == 0 ? 1.0 : spread);
      }
    }
    return new LinearScale(offset, divisor);
  }

  double[] offsets() {
    return offset.stream().mapToDouble(Double::doubleValue).toArray();
  }

  double[] divisors() {
    return divisor.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
