package org.lockstep.network.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PanelsTest {
  private static final int ROWS = 5;
  private static final int COLUMNS = 21;

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 16, 48})
  void aTransposedMatrixLiesInPanelsAndTheRestIsZero(int width) {
    float[] transposed = new float[2 + COLUMNS * ROWS];
    for (int i = 0; i < transposed.length; i++) {
      transposed[i] = i + 1;
    }
    Panels panels = new Panels(ROWS, COLUMNS, width);

    panels.setTransposed(transposed, 2);

    float[] rest = panels.values().clone();
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < COLUMNS; j++) {
        assertThat(rest[panels.index(i, j)]).isEqualTo(transposed[2 + j * ROWS + i]);
        rest[panels.index(i, j)] = 0;
      }
    }
    assertThat(rest).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {21, 48})
  void onePanelIsAMatrixRowByRow(int width) {
    Panels panels = new Panels(ROWS, COLUMNS, width);
    Matrix matrix = panels.asMatrix();

    assertThat(matrix.columns()).isEqualTo(COLUMNS);
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < COLUMNS; j++) {
        assertThat(matrix.index(i, j)).isEqualTo(panels.index(i, j));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 16})
  void severalPanelsAreNoMatrixRowByRow(int width) {
    assertThatThrownBy(() -> new Panels(ROWS, COLUMNS, width).asMatrix())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("21 columns in panels of " + width);
  }
}
