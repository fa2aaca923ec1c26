import pickle, os
pickle.load(open(os.path.join(os.path.dirname(__file__), 'model.pkl'), 'rb'))
