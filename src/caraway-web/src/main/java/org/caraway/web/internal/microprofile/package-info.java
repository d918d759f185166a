/** Says descriptions in the model of MicroProfile OpenAPI, which a server need not have. Imports nothing of Caraway. */
package org.caraway.web.internal.microprofile;
