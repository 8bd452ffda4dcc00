package org.lockstep.network.input;

import java.util.BitSet;
import java.util.List;

/**
 * A word as a learned vector: the encoded example holds the index i of the word, and the first
 * layer gets row i of a matrix E.
 *
 * <pre>
 *   a = E_i            E (rows, width): parameters
 *   dE_i += da         the other rows have the gradient 0
 * </pre>
 *
 * <p>E is drawn from the normal distribution with deviation 1, that of a standardised number. The
 * last {@value #ROWS_WITHOUT_LEVEL} rows, for unseen and for missing words, start at 0, the mean of
 * the others: training rows hold no unseen word, so its row stays there, and holds no noise.
 *
 * <p>Source: Guo and Berkhahn, "Entity Embeddings of Categorical Variables", arXiv:1604.06737,
 * 2016; the distribution is that of PyTorch's {@code Embedding}.
 *
 * @param rows levels of the column, and two
 * @param width numbers that stand for a word
 */
public record EmbeddedWord(int rows, int width) implements InputBlock {
  /** The rows after those of the levels: of an unseen word, and of a missing one. */
  public static final int ROWS_WITHOUT_LEVEL = 2;

  /** The most rows: a float holds every whole number up to 2^24. */
  public static final int MOST_ROWS = 1 << 24;

  /**
   * Checks the shape.
   *
   * @throws IllegalArgumentException if it has no level, more rows than a float can index, or no
   *     width
   */
  public EmbeddedWord {
    if (rows <= ROWS_WITHOUT_LEVEL || rows > MOST_ROWS || width < 1) {
      throw new IllegalArgumentException(
          "an embedding of %,d rows and the width %,d".formatted(rows, width));
    }
  }

  @Override
  public int inputs() {
    return 1;
  }

  @Override
  public long outputs() {
    return width;
  }

  @Override
  public long parameterCount() {
    return (long) rows * width;
  }

  @Override
  public List<InputTensor> tensors(int number, int from) {
    return List.of(
        new InputTensor("embeddings.%d.weight".formatted(number), from, List.of(rows, width)));
  }

  @Override
  public void markUsed(double[] x, int from, BitSet used) {
    int row = from + ((int) x[0]) * width;
    used.set(row, row + width);
  }

  @Override
  public void draw(float[] theta, int from, BlockRandom random) {
    for (int i = 0; i < (rows - ROWS_WITHOUT_LEVEL) * width; i++) {
      theta[from + i] = (float) random.normal(i);
    }
  }

  @Override
  public BlockLayer layer(int from) {
    return new BlockLayer() {
      @Override
      public void forward(float[] theta, float[] x, int xFrom, float[] a, int aFrom) {
        System.arraycopy(theta, from + ((int) x[xFrom]) * width, a, aFrom, width);
      }

      @Override
      public void backward(float[] theta, Batch batch, int xFrom, int aFrom, float[] gradient) {
        int row = from + ((int) batch.x()[xFrom]) * width;
        for (int i = 0; i < width; i++) {
          gradient[row + i] += batch.da()[aFrom + i];
        }
      }
    };
  }

  @Override
  public TextbookBlock textbook(int from) {
    return new TextbookBlock() {
      @Override
      public double[] forward(double[] theta, double[] x) {
        double[] a = new double[width];
        for (int i = 0; i < width; i++) {
          a[i] = theta[from + ((int) x[0]) * width + i];
        }
        return a;
      }

      @Override
      public void backward(double[] theta, double[] x, double[] da, double[] gradient) {
        for (int i = 0; i < width; i++) {
          gradient[from + ((int) x[0]) * width + i] += da[i];
        }
      }
    };
  }
}
