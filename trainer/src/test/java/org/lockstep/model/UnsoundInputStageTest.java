package org.lockstep.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A manifest whose input stage is inconsistent, or does not fit the columns, is refused. */
class UnsoundInputStageTest extends ForgedModelOnDisk {
  private static Arguments stage(String blocks, String message) {
    return Arguments.of("{\"blocks\": [%s], \"scale\": true}".formatted(blocks), message);
  }

  static Stream<Arguments> stages() {
    String plain = "{\"kind\": \"plain\", \"inputs\": 8}";
    return Stream.of(
        Arguments.of("7", "network.input"),
        Arguments.of("{\"blocks\": [], \"scale\": null}", "network.input.scale is null"),
        Arguments.of("{\"blocks\": null, \"scale\": true}", "network.input.blocks is null"),
        stage("{\"kind\": \"plain\", \"inputs\": -1}", "a block of -1 inputs"),
        stage("{\"kind\": \"wave\", \"inputs\": 9}", "network.input.*wave"),
        stage("{\"kind\": \"word\", \"rows\": 2, \"width\": 1}", "an embedding of 2 rows"),
        stage(
            "{\"kind\": \"word\", \"rows\": 99999999, \"width\": 1}", "an embedding of 99,999,999"),
        stage(
            "{\"kind\": \"word\", \"rows\": 3, \"width\": 1}",
            "the input stage takes 1 numbers, an example has 9"),
        stage(
            "{\"kind\": \"word\", \"rows\": 16777216, \"width\": 2147483647}, " + plain,
            "gives 2,147,483,655 numbers"),
        stage(
            "{\"kind\": \"periodic\", \"inputs\": 9, \"embedding\": null}",
            "network.input.*embedding is null"),
        stage(
            "{\"kind\": \"periodic\", \"inputs\": 9, \"embedding\": {\"form\": \"plr\","
                + " \"frequencies\": 0, \"width\": 4, \"sigma\": 0.1}}",
            "frequencies"),
        stage(
            "{\"kind\": \"word\", \"rows\": 3, \"width\": 1}, " + plain,
            "the embedded columns are \\[\\], the network's vectors \\[input 0"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("stages")
  void anInconsistentStageIsRefused(String json, String message) {
    forged.manifest(
        manifest -> {
          try {
            ((ObjectNode) manifest.get("network")).set("input", JSON.readTree(json));
          } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
          }
        });

    assertRefused(message);
  }
}
