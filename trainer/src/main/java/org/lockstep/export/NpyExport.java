package org.lockstep.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.lockstep.model.Model;
import org.lockstep.network.LayerNames;
import org.lockstep.network.Topology;
import org.lockstep.network.input.InputTensor;

/**
 * The parameters of a model as NumPy reads them: an archive for {@code numpy.load} with one array
 * for each, {@code layers.1.weight} (outputs, inputs), {@code layers.1.bias} and so on; layers are
 * numbered from 1.
 *
 * <p>Source: NumPy Enhancement Proposal 1, "A Simple File Format for NumPy Arrays", version 1.0.
 */
public final class NpyExport {
  private static final int ALIGNMENT = 64;
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  private NpyExport() {}

  /** Writes the archive; equal models have equal bytes. */
  public static void write(Model model, OutputStream to) throws IOException {
    Topology topology = model.topology();
    ZipOutputStream archive = new ZipOutputStream(to);
    for (InputTensor tensor : topology.inputTensors()) {
      add(archive, tensor.name(), model, tensor.from(), tensor.sizes());
    }
    for (int l = 0; l < topology.layerCount(); l++) {
      int outputs = topology.outputs(l);
      int inputs = topology.inputs(l);
      int number = LayerNames.number(l);
      String layer = LayerNames.dense(number);
      add(archive, layer + ".weight", model, topology.weightsOffset(l), outputs, inputs);
      add(archive, layer + ".bias", model, topology.biasOffset(l), outputs);
      if (topology.isNormalized(l)) {
        String norm = LayerNames.norm(number);
        add(archive, norm + ".weight", model, topology.scaleOffset(l), outputs);
        add(archive, norm + ".bias", model, topology.shiftOffset(l), outputs);
      }
      if (topology.isParametric(l)) {
        String activation = LayerNames.activation(number);
        add(archive, activation + ".weight", model, topology.activationOffset(l), outputs);
      }
    }
    archive.finish();
  }

  private static void add(ZipOutputStream archive, String name, Model model, int from, int... shape)
      throws IOException {
    ZipEntry entry = new ZipEntry(name + ".npy");
    entry.setTime(0);
    archive.putNextEntry(entry);
    int count = 1;
    StringBuilder sizes = new StringBuilder();
    for (int size : shape) {
      count *= size;
      sizes.append(size).append(", ");
    }
    archive.write(header("(%s)".formatted(sizes.toString().strip())));
    ByteBuffer floats = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    floats.asFloatBuffer().put(model.parameters(), from, count);
    archive.write(floats.array());
    archive.closeEntry();
  }

  private static byte[] header(String shape) {
    StringBuilder text =
        new StringBuilder(
            "{'descr': '<f4', 'fortran_order': False, 'shape': %s, }".formatted(shape));
    int before = MAGIC.length + Short.BYTES;
    while ((before + text.length() + 1) % ALIGNMENT != 0) {
      text.append(' ');
    }
    text.append('\n');
    return ByteBuffer.allocate(before + text.length())
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putShort((short) text.length())
        .put(text.toString().getBytes(StandardCharsets.US_ASCII))
        .array();
  }
}
