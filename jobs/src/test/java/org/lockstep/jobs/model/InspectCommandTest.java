package org.lockstep.jobs.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.CLASSIFICATION;
import static org.lockstep.jobs.Workbench.good;
import static org.lockstep.jobs.Workbench.with;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.jobs.Run;
import org.lockstep.jobs.Workbench;

@Tag("spark")
class InspectCommandTest {
  private final Workbench bench;

  InspectCommandTest(@TempDir Path folder) {
    bench = new Workbench(folder);
  }

  private JsonNode train(String... overrides) {
    Path table = bench.write("good.parquet", good());
    return bench
        .train(table, with(overrides, "data.validation=" + table, "training.epochs=2"))
        .json();
  }

  private Run inspect(String... options) {
    return Run.lockstep(with(new String[] {"inspect", bench.path("model").toString()}, options));
  }

  @Test
  void theJsonHasEverythingInTheFilesOfTheModel() throws IOException {
    JsonNode trained = train(with(CLASSIFICATION, "network.layer-norm=true"));

    JsonNode json = inspect("--json").json();

    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "model",
            "digest",
            "network",
            "features",
            "target",
            "validation",
            "training",
            "data",
            "versions",
            "processor",
            "blas",
            "file-bytes");
    JsonNode manifest = new ObjectMapper().readTree(bench.path("model/manifest.json").toFile());
    assertThat(json.get("digest")).isEqualTo(trained.get("digest"));
    for (String same : List.of("training", "data", "versions", "processor", "blas")) {
      assertThat(json.get(same)).as(same).isEqualTo(manifest.get("provenance").get(same));
    }
    // 3 -> 16 with scale and shift -> 3
    assertThat(json.get("network").get("parameters").asInt()).isEqualTo(16 * 6 + 3 * 17);
    assertThat(json.get("network").get("loss").get("type").asText()).isEqualTo("cross-entropy");
    assertThat(json.get("network").get("layers").get(0).toString())
        .isEqualTo("{\"inputs\":3,\"units\":16,\"activation\":\"relu\",\"parameters\":96}");
    assertThat(json.get("features").findValuesAsText("column"))
        .containsExactly("age", "dose", "weight");
    assertThat(json.get("features").get(2).get("offset").get(0))
        .isEqualTo(manifest.get("encoding").get("scale").get("offset").get(2));
    assertThat(json.get("target").get("labels").toString()).isEqualTo("[0,1,2]");
    assertThat(json.get("validation").get("examples").asInt()).isEqualTo(200);
    assertThat(json.get("validation").get("accuracy"))
        .isEqualTo(trained.get("validation").get("accuracy"));
    assertThat(json.get("file-bytes").get("weights.safetensors").asLong())
        .isEqualTo(Files.size(bench.path("model/weights.safetensors")));
  }

  @Test
  void withoutJsonTheModelIsPrintedAsTables() {
    JsonNode trained = train("data.scaling=min-max");

    Run run = inspect();

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .startsWith("model       " + bench.path("model"))
        .contains("\ndigest      " + trained.get("digest").asText())
        .contains("\nparameters  81\n")
        .containsPattern("\nvalidation  examples 200 loss \\d\\.\\d+ rmse .* r2 ")
        .contains(
            """

            layer  inputs  units  activation  parameters
                1       3     16  relu                64
                2      16      1  identity            17

            feature  type    inputs  encoding  missing  unseen  scaling
            """)
        .containsPattern(
            "\nweight   double       1  number    error    -       \\(x - 5\\d\\.\\d{4}\\) / 4\\d\\.\\d{4}\n")
        .containsPattern("\nnetwork\\.hidden +\\[16\\]\n")
        .containsPattern("\ntraining\\.loss +l2\n")
        .containsPattern("\nresult\\.loss +\\d")
        .containsPattern("\ntarget +offset +divisor\nscore +\\d\\d?\\.\\d{4} +\\d\\.\\d{4}\n")
        .containsPattern("\ntraining\\.optimizer\\.type +sgd\n")
        .containsPattern("\ndata\\.examples +200\n")
        .containsPattern("\ndata\\.fingerprint +[0-9a-f]{16}\n")
        .containsPattern("\nversion\\.spark +4\\.")
        .containsPattern("\nweights\\.safetensors +\\d+ bytes\n");
  }

  @Test
  void theCategoriesAndTheHandlingOfMissingValuesAreShown() {
    train(
        "data.features=[age, site]",
        "data.missing=mean",
        "data.categories.unseen=zero",
        "training.early-stopping.patience=5");

    JsonNode features = inspect("--json").json().get("features");

    assertThat(features.get(0).get("missing").asText()).isEqualTo("mean");
    assertThat(features.get(1).get("encoding").asText()).isEqualTo("one-hot");
    assertThat(features.get(1).get("levels")).hasSize(3);
    assertThat(features.get(1).get("unseen").asText()).isEqualTo("zero");
    assertThat(inspect().out())
        .containsPattern("\nage +double +1 +number +mean +- +\\(x - .*\\) / ")
        .containsPattern("\nsite +string +3 +one-hot of 3 +mean +zero +none\n")
        .containsPattern("\ntraining\\.early-stopping\\.patience +5\n")
        .doesNotContain("training.early.");
  }

  @Test
  void aDamagedModelIsOneLine() {
    train();
    Workbench.damage(bench.path("model/weights.safetensors"), -1, (byte) 77);

    inspect().isOneLineThatNames(List.of("weights\\.safetensors is damaged: its checksum"));
  }

  @Test
  void aFolderWithoutAModelIsOneLine() {
    inspect("--json").isOneLineThatNames(List.of("there is no model at .*model"));
  }
}
