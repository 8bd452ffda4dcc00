package org.lockstep.training.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.lockstep.network.input.SparseRows;
import org.lockstep.optimization.vector.Gradient;

class GradientSumTest {
  @Test
  void sumsOfUnequalPartsGiveTheMeanOverAllExamples() {
    GradientSum three = new GradientSum(new float[] {3, 6}, 1.5, 3);
    GradientSum one = new GradientSum(new float[] {5, -2}, 0.5, 1);

    GradientSum sum = three.add(one);

    assertThat(sum.weight()).isEqualTo(4);
    assertThat(sum.loss()).isEqualTo(2);
    assertThat(sum.mean())
        .containsExactly(2, 1)
        .as("the mean of the parts' means")
        .isNotEqualTo(new float[] {(3 / 3f + 5) / 2, (6 / 3f - 2) / 2});
  }

  @Test
  void aSumWithFewRowsHasTheBitsOfTheSumInFull() {
    GradientSum left = sparse(new int[] {1, 4}, 0.1f);
    GradientSum right = sparse(new int[] {0, 4}, 0.7f);
    GradientSum inFull = left.copy().add(right.range(0, 13));
    float[] expected = inFull.copy().mean();

    GradientSum sum = left.add(right);

    assertThat(sum.length()).isEqualTo(13);
    assertThat(sum.range(5, 12).mean()).containsExactly(inFull.range(5, 12).mean());
    assertThat(sum.mean()).containsExactly(expected);
    Gradient mean = new MeanVector(true).of(sum);
    assertThat(mean.values()).containsExactly(expected);
    assertThat(mean.loss()).isEqualTo(inFull.meanLoss());
  }

  @Test
  void aSumWithFewRowsIsReadAsItWasWritten() {
    GradientSum sum = sparse(new int[] {1, 4}, 0.1f);
    ByteBuffer bytes = ByteBuffer.allocate(sum.byteCount());
    sum.writeTo(bytes);
    assertThat(bytes.remaining()).isZero();

    GradientSum read = GradientSum.readFrom(bytes.flip());

    assertThat(read.mean()).containsExactly(sum.mean());
    assertThat(read.weight()).isEqualTo(sum.weight());
    assertThat(read.byteCount()).isEqualTo(sum.byteCount());
  }

  @Test
  void theVectorOfMeansHasNothingOfTheMiniBatchBefore() {
    for (boolean keepsZeros : new boolean[] {true, false}) {
      MeanVector vector = new MeanVector(keepsZeros);
      vector.of(sparse(new int[] {1, 3}, 2f));
      GradientSum next = sparse(new int[] {0, 3}, 1f);
      float[] expected = next.mean();

      assertThat(vector.of(next).values()).containsExactly(expected);
    }
  }

  /** Three numbers, then a matrix (5, 2) with two rows that are not 0. */
  private static GradientSum sparse(int[] rows, float number) {
    SparseRows matrix = new SparseRows(5, 2, rows, new float[] {number, 2, -number, 4});
    return new GradientSum(new float[] {1, number, 3}, matrix, number, 3);
  }
}
