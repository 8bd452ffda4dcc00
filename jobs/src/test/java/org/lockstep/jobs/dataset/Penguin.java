package org.lockstep.jobs.dataset;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/** A row of the Palmer penguins, as vega-datasets has it: what was not measured is null. */
record Penguin(
    @JsonProperty("Species") String species,
    @JsonProperty("Island") String island,
    @JsonProperty("Beak Length (mm)") @Nullable Double beakLength,
    @JsonProperty("Beak Depth (mm)") @Nullable Double beakDepth,
    @JsonProperty("Flipper Length (mm)") @Nullable Integer flipperLength,
    @JsonProperty("Body Mass (g)") @Nullable Integer bodyMass,
    @JsonProperty("Sex") @Nullable String sex) {
  static final MessageType SCHEMA =
      Types.buildMessage()
          .required(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named("island")
          .optional(PrimitiveTypeName.DOUBLE)
          .named("beak_length_mm")
          .optional(PrimitiveTypeName.DOUBLE)
          .named("beak_depth_mm")
          .optional(PrimitiveTypeName.INT32)
          .named("flipper_length_mm")
          .optional(PrimitiveTypeName.INT32)
          .named("body_mass_g")
          .optional(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named("sex")
          .required(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named("species")
          .named("penguins");

  static List<Penguin> read(SourceFile file) {
    return file.read(contents -> List.of(new ObjectMapper().readValue(contents, Penguin[].class)));
  }

  void fill(Group group) {
    group.append("island", island);
    if (beakLength != null) {
      group.append("beak_length_mm", beakLength);
    }
    if (beakDepth != null) {
      group.append("beak_depth_mm", beakDepth);
    }
    if (flipperLength != null) {
      group.append("flipper_length_mm", flipperLength);
    }
    if (bodyMass != null) {
      group.append("body_mass_g", bodyMass);
    }
    if (sex != null) {
      group.append("sex", sex);
    }
    group.append("species", species);
  }
}
