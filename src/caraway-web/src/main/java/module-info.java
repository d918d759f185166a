import org.jspecify.annotations.NullMarked;

/** Operates Caraway over HTTP; opens nothing until the application says where and for whom. */
@NullMarked
module org.caraway.web {
    requires org.caraway;
    requires static transitive org.jspecify;
}
