package org.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.network.Kernel;
import org.lockstep.optimization.vector.Gradient;
import org.lockstep.training.lane.GradientSum;

/**
 * The numbers that PyTorch computed in double precision, from {@code parity/cases.json} on the
 * class path: runs every case with each kernel, through the production code and its loop.
 */
class ParityTest {
  private static final Set<String> STEPS = Set.of("1", "2", "10");

  private static List<JsonNode> cases() throws IOException {
    try (InputStream file = ParityTest.class.getResourceAsStream("/parity/cases.json")) {
      JsonNode cases = new ObjectMapper().readTree(file).get("cases");
      return StreamSupport.stream(cases.spliterator(), false).toList();
    }
  }

  static List<ParityCase> parityCases() throws IOException {
    return cases().stream()
        .flatMap(json -> Arrays.stream(Kernel.values()).map(kernel -> ParityCase.of(json, kernel)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("parityCases")
  void lossOutputsAndGradientsEqualTheReferenceAtTheInitialWeights(ParityCase parity) {
    float[] theta = parity.theta();

    Gradient gradient = parity.gradient(theta);

    assertThat(gradient.loss())
        .isCloseTo(parity.expect("loss").doubleValue(), within(parity.tolerance("loss")));
    parity.assertParameters(
        gradient.values(), parity.expect("dW"), parity.expect("db"), parity.tolerance("gradient"));
    ParityCase.assertClose(
        parity.exchange().outputs(theta, parity.examples()),
        0,
        parity.expect("outputs"),
        parity.tolerance("loss"),
        "the outputs");
  }

  @ParameterizedTest
  @MethodSource("parityCases")
  void weightsAndLossEqualTheReferenceAfterOneTwoAndTenSteps(ParityCase parity) {
    JsonNode after = parity.expect("after");
    assertThat(after.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(STEPS);
    for (String steps : STEPS) {
      JsonNode expected = after.get(steps);
      float[] theta = parity.theta();

      TrainingLoop loop = parity.loop(Integer.parseInt(steps));
      loop.run(theta);

      double tolerance = parity.tolerance("weights", steps);
      parity.assertParameters(theta, expected.get("W"), expected.get("b"), tolerance);
      assertThat(loop.epochLoss())
          .as("loss before step %s", steps)
          .isCloseTo(expected.get("loss_before").doubleValue(), within(parity.tolerance("loss")));
      if (expected.has("loss_after")) {
        assertThat(parity.gradient(theta).loss())
            .as("loss after step %s", steps)
            .isCloseTo(expected.get("loss_after").doubleValue(), within(parity.tolerance("loss")));
      }
    }
  }

  @Test
  void unevenPartsAreAddedAsSumsAndTheirMeansAreNotAveraged() throws IOException {
    List<ParityCase> parted = parityCases().stream().filter(c -> c.json().has("parts")).toList();
    assertThat(parted).as("cases with parts").isNotEmpty();
    for (ParityCase parity : parted) {
      float[] theta = parity.theta();
      float[] mean = parity.exchange().gradient(theta, parity.plan().batch(0)).mean();
      List<float[]> means = parity.exchange().sums(theta).stream().map(GradientSum::mean).toList();

      double largest = 0;
      for (int i = 0; i < mean.length; i++) {
        double meanOfMeans = 0;
        for (float[] part : means) {
          meanOfMeans += part[i] / means.size();
        }
        largest = Math.max(largest, Math.abs(mean[i] - meanOfMeans));
      }
      double expected = parity.json().get("mean_of_part_means_would_differ_by").doubleValue();
      assertThat(largest).isCloseTo(expected, within(0.005 * expected));
    }
  }

  @Test
  void everyCaseOfTheFileIsRun() throws IOException {
    List<String> ids = cases().stream().map(c -> c.get("id").asText()).toList();

    assertThat(ids).hasSizeGreaterThanOrEqualTo(83).doesNotHaveDuplicates();
    for (Kernel kernel : Kernel.values()) {
      assertThat(parityCases())
          .filteredOn(parity -> parity.kernel() == kernel)
          .extracting(parity -> parity.json().get("id").asText())
          .containsExactlyElementsOf(ids);
    }
  }
}
