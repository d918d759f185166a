/**
 * Converts the OpenAPI document to the model of MicroProfile OpenAPI, which is optional in a server.
 * {@link org.caraway.web.internal.microprofile.ModelWriter} is the only class. May not use other packages of Caraway.
 */
package org.caraway.web.internal.microprofile;
