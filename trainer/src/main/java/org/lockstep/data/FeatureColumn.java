package org.lockstep.data;

/**
 * A column that feeds the network.
 *
 * @param name as the table spells it
 * @param type its Spark type when the model was trained, such as {@code array<float>}
 * @param width inputs of the network that it fills
 */
public record FeatureColumn(String name, String type, int width) {}
