package org.lockstep.network.kernel;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/** Computes one digest of the three products of layers of many shapes. */
final class KernelDigest {
  /** Inputs, outputs and examples: below, at and between the widths of vectors and tiles. */
  private static final int[][] SHAPES = {
    {1, 1, 1},
    {2, 16, 3},
    {7, 3, 270},
    {16, 8, 8},
    {30, 64, 9},
    {33, 17, 7},
    {64, 32, 16},
    {128, 10, 13},
    {50, 100, 20},
    {300, 49, 5}
  };

  private KernelDigest() {}

  /** The digest, in hexadecimal, of products that are computed {@code times} times. */
  static String of(ChainedProduct product, int times) {
    MessageDigest digest = sha256();
    for (int[] shape : SHAPES) {
      float[] first = products(product, shape);
      for (int i = 1; i < times; i++) {
        if (!Arrays.equals(products(product, shape), first)) {
          throw new IllegalStateException(
              "other bits in run %d of shape %s".formatted(i, Arrays.toString(shape)));
        }
      }
      ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * first.length);
      for (float value : first) {
        bytes.putFloat(value);
      }
      digest.update(bytes.array());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /** Z, dW and dA of one layer, one after the other. */
  private static float[] products(ChainedProduct product, int[] shape) {
    int inputs = shape[0];
    int outputs = shape[1];
    int m = shape[2];
    Random random = new Random(31L * inputs + 7L * outputs + m);
    float[] theta = draws((inputs + 1) * outputs, random);
    float[] a = draws(inputs * m, random);
    float[] dz = draws(outputs * m, random);
    PortableLayer layer = new PortableLayer(product, inputs, outputs, 0, inputs * outputs);
    layer.load(theta);
    float[] z = new float[outputs * m];
    float[] dw = new float[inputs * outputs];
    float[] da = new float[inputs * m];
    layer.forward(a, m, z);
    layer.backward(dz, m, dw, da);
    float[] all = Arrays.copyOf(z, z.length + dw.length + da.length);
    System.arraycopy(dw, 0, all, z.length, dw.length);
    System.arraycopy(da, 0, all, z.length + dw.length, da.length);
    return all;
  }

  /** Numbers in [-1, 1) over twelve binary orders, and now and then a zero or a subnormal. */
  static float[] draws(int count, Random random) {
    float[] draws = new float[count];
    for (int i = 0; i < count; i++) {
      float value = Math.scalb(2 * random.nextFloat() - 1, -random.nextInt(12));
      draws[i] =
          switch (random.nextInt(20)) {
            case 0 -> 0f;
            case 1 -> -0f;
            case 2 -> value * Float.MIN_NORMAL;
            default -> value;
          };
    }
    return draws;
  }
}
