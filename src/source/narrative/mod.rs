//! 文字: sentences → claims → implied amounts of last year.
