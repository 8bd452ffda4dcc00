package org.lockstep.network;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DatabindContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.jsontype.impl.TypeIdResolverBase;
import org.jspecify.annotations.Nullable;

/** The names of the losses in JSON: those of the settings. */
final class LossNames extends TypeIdResolverBase {
  @Override
  public String idFromValue(Object value) {
    return ((Loss) value).settingsName();
  }

  @Override
  public String idFromValueAndType(Object value, Class<?> suggestedType) {
    return idFromValue(value);
  }

  @Override
  public @Nullable JavaType typeFromId(DatabindContext context, String id) {
    return Losses.usual().stream()
        .filter(loss -> loss.settingsName().equals(id))
        .findFirst()
        .map(loss -> context.constructType(loss.getClass()))
        .orElse(null);
  }

  @Override
  public JsonTypeInfo.Id getMechanism() {
    return JsonTypeInfo.Id.NAME;
  }
}
