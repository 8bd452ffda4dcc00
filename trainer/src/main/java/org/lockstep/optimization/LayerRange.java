package org.lockstep.optimization;

/**
 * Where one layer stands in the parameter vector: its weights W, row by row, then its biases and
 * whatever else it has.
 *
 * @param layer its number, from 1
 * @param from where W begins
 * @param weightsTo the place after the last weight
 * @param to the place after the layer's last parameter
 * @param rowLength n_in: weights of a row, which are those of one unit
 */
public record LayerRange(int layer, int from, int weightsTo, int to, int rowLength) {}
